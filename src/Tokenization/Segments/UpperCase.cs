using System.Globalization;
using System.Text;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// Sentences in upper case, which models read badly: they are lowered to sentence case before the model, and its words are raised again.
/// </summary>
public static class UpperCase
{
    private const int LongWord = 5,
        ShortWord = 2;

    /// <summary>
    /// Whether all letters are capitals of a script that has them, and there are enough of them: two words, of which one may be a single letter, or a long one. A short
    /// word alone is rather an abbreviation, such as NATO.
    /// </summary>
    public static bool Is(ReadOnlySpan<char> text, TextWork work)
    {
        int words = 0,
            letters = 0,
            run = 0;
        var isLong = false;
        work.Step(text.Length);
        foreach (var c in text)
        {
            if (char.IsLower(c) || (c is not ('ª' or 'º') && char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter))
            {
                return false;
            }

            if (char.IsUpper(c))
            {
                run++;
                (words, letters) = run switch
                {
                    1 => (words, letters + 1),
                    ShortWord => (words + 1, letters - 1),
                    _ => (words, letters),
                };
                isLong |= run >= LongWord;
            }
            else if (!InvisibleCharacters.Contains(c))
            {
                run = 0;
            }
        }

        return isLong || words >= 2 || (words == 1 && letters > 0);
    }

    /// <summary>Lowers a sentence, or a piece of one.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="language">Its language's code.</param>
    /// <param name="isFirst">Whether its first letter begins the sentence.</param>
    /// <param name="work">Counts the characters.</param>
    public static string Lower(string text, string? language, bool isFirst, TextWork work)
    {
        work.Step(text.Length);
        var pronoun = LanguageRules.For(language).CapitalPronoun;
        var lowered = IsTurkic(language)
            ? text.Replace('I', 'ı').Replace("İ", "i", StringComparison.Ordinal).ToLowerInvariant()
            : text.ToLowerInvariant();
        var letters = lowered.ToCharArray();
        for (var at = 0; at < letters.Length && letters.Length == text.Length; at++)
        {
            var starts = char.IsLetter(text[at]) && (at == 0 || !IsOfWord(text[at - 1]));
            if (
                starts
                && (
                    isFirst
                    || (
                        pronoun.Length > 0
                        && text.AsSpan(at).StartsWith(pronoun, StringComparison.Ordinal)
                        && (at + pronoun.Length == text.Length || !char.IsLetterOrDigit(text[at + pronoun.Length]))
                    )
                )
            )
            {
                letters[at] = text[at];
                isFirst = false;
            }
        }

        return new string(letters);

        static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '\'' or '’';
    }

    /// <summary>Raises a translation.</summary>
    /// <param name="text">The translation.</param>
    /// <param name="language">The target language's code.</param>
    /// <param name="work">Counts the characters.</param>
    public static string Raise(string text, string? language, TextWork work)
    {
        work.Step(text.Length);
        var raised = new StringBuilder(text.Length);
        var turkic = IsTurkic(language);
        foreach (var rune in text.EnumerateRunes())
        {
            raised.Append(
                rune.Value switch
                {
                    'ß' => "SS",
                    'ı' => "I",
                    'i' when turkic => "İ",
                    _ => Rune.ToUpperInvariant(rune).ToString(),
                }
            );
        }

        return raised.ToString();
    }

    /// <summary>Turkish and Azerbaijani have an i with a dot and one without, in both cases.</summary>
    private static bool IsTurkic(string? language) => language?.Split('-', '_')[0] is "tr" or "tur" or "az" or "aze" or "azj";
}
