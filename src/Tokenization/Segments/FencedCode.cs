using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// Blocks of code between two lines of three or more backticks or tildes, as in Markdown. The second line has at least as many of them as the
/// first, and nothing else, so a block may hold the fences of a shorter one.
/// </summary>
internal sealed class FencedCode(string text, TextWork work)
{
    private const int Fewest = 3,
        Most = 16;

    // The shortest fence of each sign for which no closing line was found: another search for one as long would fail again.
    private int _unclosedBackticks = int.MaxValue,
        _unclosedTildes = int.MaxValue;

    /// <summary>The end of the line that closes the block which the given line opens; 0 if it opens none.</summary>
    public int EndOf(int start, int end)
    {
        var (sign, count, behind) = FenceOf(start, end);
        ref var unclosed = ref sign == '`' ? ref _unclosedBackticks : ref _unclosedTildes;
        if (count == 0 || count >= unclosed || (sign == '`' && text.AsSpan(behind, end - behind).Contains('`')))
        {
            return 0;
        }

        for (var line = end + 1; line < text.Length; )
        {
            var length = text.AsSpan(line).IndexOfAny(Punctuation.LineBreaks);
            var lineEnd = length < 0 ? text.Length : line + length;
            work.Pass(lineEnd - line);
            var (other, closing, rest) = FenceOf(line, lineEnd);
            if (other == sign && closing >= count && text.AsSpan(rest, lineEnd - rest).IsWhiteSpace())
            {
                return lineEnd;
            }

            line = lineEnd + 1;
        }

        unclosed = count;
        return 0;
    }

    /// <summary>
    /// The fence that a line begins with, and where it ends; of so few lengths that a bounded number of searches can fail.
    /// </summary>
    private (char Sign, int Count, int End) FenceOf(int start, int end)
    {
        work.Pass(end - start);
        var line = text.AsSpan(start, end - start).TrimStart();
        if (line.IsEmpty || line[0] is not ('`' or '~'))
        {
            return default;
        }

        var count = line.IndexOfAnyExcept(line[0]) is >= 0 and var other ? other : line.Length;
        return count < Fewest ? default : (line[0], Math.Min(count, Most), end - line.Length + count);
    }
}
