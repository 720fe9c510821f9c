using System.Buffers;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// What subtitles have beside their text: lines of times with their settings; and in WebVTT the header, notes, styles, regions and the names of
/// cues.
/// </summary>
internal sealed class SubtitleLines(string text, TextWork work)
{
    private const string WebVtt = "WEBVTT",
        Arrow = "-->";

    private const int ShortestTime = 4,
        LongestTime = 16;

    private static readonly SearchValues<char> _time = SearchValues.Create("0123456789:.,");

    private readonly bool _isWebVtt =
        text.StartsWith(WebVtt, StringComparison.Ordinal) && (text.Length == WebVtt.Length || char.IsWhiteSpace(text[WebVtt.Length]));

    /// <summary>The end of the lines that are copied from the given one on; −1 if it is not.</summary>
    public int EndOf(int start, int end)
    {
        if (AreTimes(start, end))
        {
            return end;
        }

        var line = text.AsSpan(start, end - start);
        if (!_isWebVtt || line.IsWhiteSpace())
        {
            return -1;
        }

        if (start == 0 || (FollowsBlank(start) && IsHead(line)))
        {
            return EndOfBlock(end);
        }

        var next = NextLine(end);
        return FollowsBlank(start) && AreTimes(next, EndOfLine(next)) ? end : -1;
    }

    private static bool IsHead(ReadOnlySpan<char> line) =>
        line.TrimEnd() is "NOTE" or "STYLE" or "REGION" || line.StartsWith("NOTE ") || line.StartsWith("NOTE\t");

    /// <summary>The end of the last line before one without text, or before times.</summary>
    private int EndOfBlock(int end)
    {
        while (end < text.Length)
        {
            var line = NextLine(end);
            var lineEnd = EndOfLine(line);
            if (text.AsSpan(line, lineEnd - line).IsWhiteSpace() || AreTimes(line, lineEnd))
            {
                return end;
            }

            end = lineEnd;
        }

        return end;
    }

    /// <summary><c>00:01.000 --> 00:04.000 align:start</c></summary>
    private bool AreTimes(int start, int end)
    {
        var line = text.AsSpan(start, end - start).TrimStart();
        var first = TimeLength(line);
        if (first == 0)
        {
            return false;
        }

        line = line[first..].TrimStart();
        return line.StartsWith(Arrow) && TimeLength(line[Arrow.Length..].TrimStart()) > 0;
    }

    private static int TimeLength(ReadOnlySpan<char> line)
    {
        var length = line.IndexOfAnyExcept(_time) is >= 0 and var other ? other : line.Length;
        return length is >= ShortestTime and <= LongestTime && char.IsAsciiDigit(line[0]) && line[..length].Contains(':') ? length : 0;
    }

    private bool FollowsBlank(int start)
    {
        var before = text.AsSpan(0, start);
        before = before.EndsWith("\r\n") ? before[..^2] : before[..^1];
        return before.IsEmpty || Punctuation.LineBreaks.Contains(before[^1]);
    }

    private int NextLine(int end) =>
        text.AsSpan(end).StartsWith("\r\n") ? end + 2
        : end < text.Length ? end + 1
        : end;

    private int EndOfLine(int start)
    {
        var length = text.AsSpan(start).IndexOfAny(Punctuation.LineBreaks);
        var end = length < 0 ? text.Length : start + length;
        work.Pass(end - start);
        return end;
    }
}
