namespace TransformerService.Cli.Documents;

/// <summary>The lines of a text, which end with a line feed, a carriage return or both.</summary>
internal static class TextLines
{
    /// <summary>Divides a part of a text.</summary>
    public static IReadOnlyList<TextLine> Of(string text, int start, int end)
    {
        List<TextLine> lines = [];
        while (start < end)
        {
            var length = text.AsSpan(start, end - start).IndexOfAny('\r', '\n');
            var stop = length < 0 ? end : start + length;
            lines.Add(new(start, stop));
            start = stop + (stop + 1 < end && text[stop] == '\r' && text[stop + 1] == '\n' ? 2 : 1);
        }

        return lines;
    }
}

/// <summary>A line without its line break.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">The first offset after it.</param>
internal readonly record struct TextLine(int Start, int End)
{
    public string In(string text) => text[Start..End];
}
