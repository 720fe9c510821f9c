using System.Globalization;
using System.Text;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Evaluation.Comparison;

/// <summary>
/// A text's words, numbers and marks, for comparing. A model's own tokens are not used, since student and teacher may have different
/// ones.
/// </summary>
internal static class TextTokens
{
    /// <summary>
    /// Splits into runs of letters and digits; every other character is a token, and so is each letter of a script without spaces.
    /// </summary>
    public static string[] Of(string text)
    {
        var tokens = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var joins = (Rune.IsLetterOrDigit(rune) || IsMark(rune)) && !IsWithoutSpaces(rune);
            if (joins)
            {
                word.Append(rune);
                continue;
            }

            Close();
            if (!Rune.IsWhiteSpace(rune))
            {
                tokens.Add(rune.ToString());
            }
        }

        Close();
        return [.. tokens];

        void Close()
        {
            if (word.Length > 0)
            {
                tokens.Add(word.ToString());
                word.Clear();
            }
        }
    }

    /// <summary>Whether a token is a word or a number.</summary>
    public static bool IsWord(string token) => Rune.TryGetRuneAt(token, 0, out var first) && Rune.IsLetterOrDigit(first);

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    /// <summary>Chinese, Japanese, Thai, Lao, Myanmar, Khmer.</summary>
    private static bool IsWithoutSpaces(Rune rune) =>
        CharacterClass.IsChinese(rune)
        || rune.Value is (>= 0x3040 and <= 0x30FF) or (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF);
}
