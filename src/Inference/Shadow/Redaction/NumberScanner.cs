using System.Globalization;
using System.Text;

namespace TransformerService.Inference.Shadow.Redaction;

/// <summary>Goes through a text and replaces what a rule finds at the start of a number or word.</summary>
internal static class NumberScanner
{
    /// <summary>How many characters from <paramref name="start"/> on are what the rule looks for; 0 if none.</summary>
    public delegate int Rule(ReadOnlySpan<char> text, int start);

    /// <summary>Replaces each find, from left to right; a find never begins in the middle of a word or number.</summary>
    public static string Replace(string text, Rule rule, string marker)
    {
        StringBuilder? result = null;
        int copied = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (i > 0 && char.IsLetterOrDigit(text[i - 1]))
            {
                continue;
            }

            int length = rule(text, i);
            if (length > 0)
            {
                (result ??= new StringBuilder(text.Length)).Append(text, copied, i - copied).Append(marker);
                copied = i + length;
                i = copied - 1;
            }
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>A digit's value, of whatever script; −1 for what is none.</summary>
    public static int Digit(char character) => char.IsDigit(character) ? CharUnicodeInfo.GetDecimalDigitValue(character) : -1;

    /// <summary>Whether a number may end here: no letter or digit follows.</summary>
    public static bool EndsAt(ReadOnlySpan<char> text, int end) => end >= text.Length || !char.IsLetterOrDigit(text[end]);

    /// <summary>Whether a character may stand between the groups of a number.</summary>
    public static bool IsSeparator(char character) => character is ' ' or '\u00A0' or '\u202F' or '\u2009' or '-' or '‑' or '–';
}
