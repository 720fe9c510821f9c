using System.Text;

namespace TransformerService.Inference.Markup;

/// <summary>
/// Escapes what would be markup in a text of Markdown, and nothing else. What stands beside the text is not known: a sign at its end counts as
/// markup.
/// </summary>
internal static class MarkdownEscapes
{
    private const int LongestReference = 32,
        LongestNumber = 9,
        MostOfHeading = 6;

    /// <summary>Writes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="references">The characters that are written as references.</param>
    /// <param name="isFirst">Whether a block begins with it.</param>
    /// <param name="hasTables">Whether it may stand in a cell of a table.</param>
    /// <param name="hasDefinitions">Whether the document defines links, so that a word in brackets may be one.</param>
    public static string Write(
        string text,
        IReadOnlyDictionary<string, string> references,
        bool isFirst,
        bool hasTables,
        bool hasDefinitions
    )
    {
        var brackets = hasDefinitions ? [] : PlainBrackets(text, isFirst);
        var written = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (references.Count > 0 && references.TryGetValue(c.ToString(), out var reference))
            {
                written.Append(reference);
                continue;
            }

            var isMarkup = c switch
            {
                '\\' => at + 1 == text.Length || IsAsciiPunctuation(text[at + 1]),
                '`' => true,
                '*' or '~' => !IsAlone(text, at),
                '_' => !IsAlone(text, at) && !IsInWord(text, at),
                '[' or ']' => !brackets.Contains(at),
                '<' => at + 1 == text.Length || char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!' or '?',
                '|' => hasTables,
                '&' => IsReference(text.AsSpan(at + 1)),
                _ => isFirst && BeginsBlock(text, at),
            };
            written.Append(isMarkup ? "\\" : "").Append(c);
        }

        return written.ToString();
    }

    /// <summary>The brackets that do not make a link: both stand in the text, and no address, reference or end follows them.</summary>
    private static HashSet<int> PlainBrackets(string text, bool isFirst)
    {
        var (plain, open) = (new HashSet<int>(), new Stack<int>());
        for (var at = text.IndexOf('['); at >= 0 && at < text.Length; at++)
        {
            if (text[at] == '[')
            {
                open.Push(at);
            }
            else if (
                text[at] == ']'
                && open.TryPop(out var start)
                && at + 1 < text.Length
                && text[at + 1] is not ('(' or '[' or ':')
                && text[start + 1] is not ('^' or '!')
                && !(isFirst && start == 0)
            )
            {
                plain.Add(start);
                plain.Add(at);
            }
        }

        return plain;
    }

    /// <summary>Between white space a sign neither opens nor closes anything.</summary>
    private static bool IsAlone(string text, int at) =>
        at > 0 && at + 1 < text.Length && char.IsWhiteSpace(text[at - 1]) && char.IsWhiteSpace(text[at + 1]);

    private static bool IsInWord(string text, int at) =>
        at > 0 && at + 1 < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]);

    /// <summary>Whether what follows an ampersand makes a character reference of it.</summary>
    private static bool IsReference(ReadOnlySpan<char> rest)
    {
        var at = rest is ['#', ..] ? 1 : 0;
        var name = at;
        while (at < Math.Min(rest.Length, LongestReference) && char.IsAsciiLetterOrDigit(rest[at]))
        {
            at++;
        }

        return at > name && at < rest.Length && rest[at] == ';';
    }

    /// <summary>Whether a sign makes a heading, a list, a quote or another block of the text that begins with it.</summary>
    private static bool BeginsBlock(string text, int at) =>
        at > 0
            ? text[at] is '.' or ')'
                && at <= LongestNumber
                && EndsThere(text, at + 1)
                && !text.AsSpan(0, at).ContainsAnyExceptInRange('0', '9')
            : text[0] switch
            {
                '>' => true,
                '#' => text.AsSpan().IndexOfAnyExcept('#') is var end
                    && end <= MostOfHeading
                    && EndsThere(text, end < 0 ? text.Length : end),
                '+' or '-' or '=' or ':' => EndsThere(text, 1) || text[1] == text[0],
                _ => false,
            };

    private static bool EndsThere(string text, int at) => at == text.Length || char.IsWhiteSpace(text[at]);

    private static bool IsAsciiPunctuation(char c) => c is > ' ' and < '\u007F' && !char.IsAsciiLetterOrDigit(c);
}
