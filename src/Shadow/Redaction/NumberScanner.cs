using System.Text;
using System.Text.RegularExpressions;

namespace TransformerService.Shadow.Redaction;

/// <summary>Scans a text and replaces what a rule finds at the start of a number or word. Rules see its <see cref="PlainForm"/>.</summary>
internal static class NumberScanner
{
    /// <summary>Separators that may follow each other between two groups: two spaces, a line break with spaces around it.</summary>
    public const int MostSeparators = 3;

    /// <summary>Returns how many characters from <paramref name="start"/> on match the rule; 0 if none do.</summary>
    public delegate int Rule(ReadOnlySpan<char> text, int start);

    /// <summary>Replaces each find, from left to right; a find never begins in the middle of a word or number.</summary>
    public static string Replace(string text, Rule rule, string marker)
    {
        var plain = PlainForm.Of(text);
        StringBuilder? result = null;
        var copied = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && Joins(plain[i - 1]))
            {
                continue;
            }

            var length = rule(plain, i);
            if (length > 0)
            {
                (result ??= new StringBuilder(text.Length)).Append(text, copied, i - copied).Append(marker);
                copied = i + length;
                i = copied - 1;
            }
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>
    /// Replaces matches of a pattern, or their group <c>value</c>, unless a word or number continues before or after them.
    /// </summary>
    public static string Replace(string text, Regex pattern, string marker, Func<string, bool>? isRight = null)
    {
        var plain = PlainForm.Of(text);
        StringBuilder? result = null;
        var copied = 0;
        for (var match = pattern.Match(plain); match.Success; match = match.NextMatch())
        {
            var found = match.Groups["value"] is { Success: true } value ? value : match;
            if (
                (match.Index > copied && Joins(plain[match.Index - 1]))
                || !EndsAt(plain, match.Index + match.Length)
                || isRight?.Invoke(found.Value) == false
            )
            {
                continue;
            }

            (result ??= new StringBuilder(text.Length)).Append(text, copied, found.Index - copied).Append(marker);
            copied = found.Index + found.Length;
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>A digit's value; −1 if the character is not a digit.</summary>
    public static int Digit(char character) => char.IsAsciiDigit(character) ? character - '0' : -1;

    /// <summary>Whether a number may end here: no letter or digit follows.</summary>
    public static bool EndsAt(ReadOnlySpan<char> text, int end) => end >= text.Length || !Joins(text[end]);

    /// <summary>Whether a character may stand between the groups of a number.</summary>
    public static bool IsSeparator(char character) => character is ' ' or '\t' or '\n' or '\r' or '.' or '_' or '-';

    /// <summary>
    /// Whether a word or number continues with it. Scripts without capitals often have no spaces either: a number may stand right beside
    /// their letters.
    /// </summary>
    private static bool Joins(char character) => char.IsDigit(character) || char.IsUpper(character) || char.IsLower(character);
}
