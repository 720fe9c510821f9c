using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Messages of ICU and Fluent that choose among forms, over several lines: <c>{count, plural, one {…} other {…}}</c>, <c>{ $n -> [one] … }</c>.
/// Each of their lines is a span, for a span has no line break.
/// </summary>
internal static class MessageBlocks
{
    private const int LongestHead = 64;
    private static readonly string[] _kinds = ["plural", "select", "selectordinal"];

    /// <summary>Adds the lines of the messages that a text has.</summary>
    public static void Find(string text, List<ProtectedSpan> found, TextWork work)
    {
        var opened = new Stack<int>(); // where a brace was opened that a message begins with, otherwise −1
        var messages = 0;
        for (var at = 0; at < text.Length; at++)
        {
            work.Step();
            if (text[at] == '{')
            {
                var isMessage = IsHead(text, at + 1, work);
                opened.Push(isMessage ? at : -1);
                messages += isMessage ? 1 : 0;
            }
            else if (text[at] == '}' && opened.TryPop(out var start) && start >= 0 && --messages == 0)
            {
                AddLines(text, start, at + 1, found, work);
            }
        }
    }

    /// <summary>A name, a comma, a kind and a comma; or a variable and an arrow.</summary>
    private static bool IsHead(string text, int start, TextWork work)
    {
        var head = text.AsSpan(start, Math.Min(LongestHead, text.Length - start)).TrimStart();
        work.Pass(head.Length);
        if (head.StartsWith("$"))
        {
            var end = 1;
            while (end < head.Length && (char.IsAsciiLetterOrDigit(head[end]) || head[end] is '_' or '-') && !head[end..].StartsWith("->"))
            {
                end++;
            }

            return end > 1 && head[end..].TrimStart().StartsWith("->");
        }

        if (head.IndexOf(',') is not (> 0 and var comma) || head[..comma].TrimEnd().ContainsAny(" {}\r\n"))
        {
            return false;
        }

        head = head[(comma + 1)..].TrimStart();
        return head.IndexOf(',') is > 0 and var next && Array.IndexOf(_kinds, head[..next].TrimEnd().ToString()) >= 0;
    }

    private static void AddLines(string text, int start, int end, List<ProtectedSpan> found, TextWork work)
    {
        while (start < end)
        {
            var length = text.AsSpan(start, end - start).IndexOfAny(Punctuation.LineBreaks);
            var stop = length < 0 ? end : start + length;
            work.Pass(stop - start);
            var line = text.AsSpan(start, stop - start);
            var indent = line.Length - line.TrimStart().Length;
            if (line.Trim().Length is > 0 and var written)
            {
                found.Add(new ProtectedSpan(start + indent, written));
            }

            start = stop + 1;
        }
    }
}
