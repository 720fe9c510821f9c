using TransformerService.Models.Languages;

namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Codes of languages.</summary>
public static class LanguageCodes
{
    /// <summary>The code of a language without its region, and with two letters where it has such a code.</summary>
    public static string WithTwoLetters(string language)
    {
        ArgumentNullException.ThrowIfNull(language);

        return LanguageNames.WithTwoLetters(language.Trim('_', '<', '>').Split('-', '_')[0]);
    }
}
