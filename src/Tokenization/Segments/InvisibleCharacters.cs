using System.Buffers;
using System.Text;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// Characters that nobody sees, and that break a word into pieces that a model does not know: soft hyphen, zero-width characters, byte order
/// mark, marks of the writing direction, fillers, and signs that choose the form of the character before them. A model does not read them.
/// </summary>
public static class InvisibleCharacters
{
    private const char FirstJoinedScript = '\u0590';

    private static readonly SearchValues<char> _all = SearchValues.Create(
        "\u00AD\u034F\u061C\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFEFF"
            + "\u115F\u1160\u206A\u206B\u206C\u206D\u206E\u206F\u3164\uFFA0\uFFF9\uFFFA\uFFFB"
            + "\uFE00\uFE01\uFE02\uFE03\uFE04\uFE05\uFE06\uFE07\uFE08\uFE09\uFE0A\uFE0B\uFE0C\uFE0D\uFE0E\uFE0F"
    );

    /// <summary>Whether it is one of them.</summary>
    public static bool Contains(char c) => _all.Contains(c);

    /// <summary>
    /// Returns the text without them. Joiners stay beside letters of the scripts that need them, such as Persian and Hindi.
    /// </summary>
    public static string Remove(ReadOnlySpan<char> text, TextWork work)
    {
        work.Pass(text.Length);
        if (!text.ContainsAny(_all))
        {
            return text.ToString();
        }

        var kept = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            work.Step();
            if (!IsHiddenAt(text, at))
            {
                kept.Append(text[at]);
            }
        }

        return kept.ToString();
    }

    /// <summary>Whether the character at a place is one that nobody misses; joiners stay as in <see cref="Remove"/>.</summary>
    internal static bool IsHiddenAt(ReadOnlySpan<char> text, int at)
    {
        var joins =
            text[at] is '\u200C' or '\u200D'
            && ((at > 0 && text[at - 1] >= FirstJoinedScript) || (at + 1 < text.Length && text[at + 1] >= FirstJoinedScript));
        return !joins && _all.Contains(text[at]);
    }
}
