using System.Collections.Frozen;

namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Codes of languages.</summary>
public static class LanguageCodes
{
    private static readonly FrozenDictionary<string, string> _twoLetterCodes = new Dictionary<string, string>
    {
        ["eng"] = "en",
        ["fra"] = "fr",
        ["fre"] = "fr",
        ["deu"] = "de",
        ["ger"] = "de",
        ["spa"] = "es",
        ["ita"] = "it",
        ["por"] = "pt",
        ["nld"] = "nl",
        ["dut"] = "nl",
        ["hin"] = "hi",
        ["rus"] = "ru",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The code of a language without its region, and with two letters where it is a language with rules of its own.</summary>
    public static string WithTwoLetters(string language)
    {
        ArgumentNullException.ThrowIfNull(language);

        var code = language.Split('-', '_')[0];
        return _twoLetterCodes.GetValueOrDefault(code, code);
    }
}
