namespace TransformerService.Tokenization.Segments;

/// <summary>Blocks of code between two lines that begin with three backticks or tildes, as in Markdown.</summary>
internal sealed class FencedCode(string text, TextWork work)
{
    private const int Signs = 3;

    // A search for a closing line that failed is not made again.
    private string _unclosed = "";

    /// <summary>The end of the line that closes the block which the given line opens; 0 if it opens none.</summary>
    public int EndOf(int start, int end)
    {
        var sign = SignOf(text.AsSpan(start, end - start));
        if (sign == '\0' || _unclosed.Contains(sign, StringComparison.Ordinal))
        {
            return 0;
        }

        for (var line = end + 1; line < text.Length; )
        {
            var length = text.AsSpan(line).IndexOf('\n');
            var lineEnd = length < 0 ? text.Length : line + length;
            work.Pass(lineEnd - line);
            if (SignOf(text.AsSpan(line, lineEnd - line)) == sign)
            {
                return lineEnd;
            }

            line = lineEnd + 1;
        }

        _unclosed += sign;
        return 0;
    }

    private char SignOf(ReadOnlySpan<char> line)
    {
        work.Pass(line.Length);
        line = line.TrimStart();
        return line.StartsWith("```") && !line[Signs..].Contains('`') ? '`'
            : line.StartsWith("~~~") ? '~'
            : '\0';
    }
}
