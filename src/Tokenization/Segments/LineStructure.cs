namespace TransformerService.Tokenization.Segments;

/// <summary>The structure at the start of a line: indentation, bullets, list numbers, boxes, quote signs and heading signs.</summary>
internal static class LineStructure
{
    private const string SpacedBullets = "-*+–—",
        Bullets = "•‣◦▪▫●○■□◆◇►▶➢➤✓✔✗✘☐☑☒";

    private const int LongestNumber = 3,
        LongestHeading = 6;

    /// <summary>The length of the structure at the start of a line, with the white space after it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="dottedNumbers">Whether a number with a full stop is a list number; in German it may be an ordinal.</param>
    /// <param name="work">Counts the characters.</param>
    public static int Length(ReadOnlySpan<char> line, bool dottedNumbers, TextWork work)
    {
        var at = SkipWhiteSpace(line, 0, work);
        while (at < line.Length && MarkerLength(line[at..], dottedNumbers) is > 0 and var marker)
        {
            at = SkipWhiteSpace(line, at + marker, work);
        }

        return at;
    }

    private static int SkipWhiteSpace(ReadOnlySpan<char> line, int at, TextWork work)
    {
        while (at < line.Length && (char.IsWhiteSpace(line[at]) || InvisibleCharacters.Contains(line[at])))
        {
            work.Step();
            at++;
        }

        return at;
    }

    private static int MarkerLength(ReadOnlySpan<char> text, bool dottedNumbers)
    {
        var first = text[0];
        if (Bullets.Contains(first, StringComparison.Ordinal))
        {
            return 1;
        }

        var length =
            SpacedBullets.Contains(first, StringComparison.Ordinal) ? 1
            : first == '#' && Run(text, '#') is <= LongestHeading and var signs ? signs
            : first == '>' ? 1
            : text.StartsWith("[ ]") || text.StartsWith("[x]") || text.StartsWith("[X]") ? 3
            : NumberLength(text, dottedNumbers);
        return length == 0 || (length < text.Length && !char.IsWhiteSpace(text[length])) ? 0 : length;
    }

    /// <summary><c>1.</c>, <c>1)</c>, <c>(1)</c>, <c>a)</c>, <c>(a)</c></summary>
    private static int NumberLength(ReadOnlySpan<char> text, bool dottedNumbers)
    {
        var open = text[0] == '(' ? 1 : 0;
        var at = open;
        while (at < text.Length && at - open < LongestNumber && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        var isNumber = at > open;
        at += !isNumber && at < text.Length && char.IsAsciiLetter(text[at]) ? 1 : 0;
        return at == open || at == text.Length ? 0
            : text[at] == ')' ? at + 1
            : text[at] == '.' && isNumber && open == 0 && dottedNumbers ? at + 1
            : 0;
    }

    private static int Run(ReadOnlySpan<char> text, char c) => text.IndexOfAnyExcept(c) is >= 0 and var end ? end : text.Length;
}
