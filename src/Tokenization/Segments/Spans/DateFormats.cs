namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>The formats of strftime for dates and times, as <c>%Y-%m-%d</c> and <c>%B %-d, %Y</c>.</summary>
internal static class DateFormats
{
    private const int MostParts = 16;

    private const string Parts = "YymbBHMIjZzdeaApSf",
        PartsOfDatesAlone = "YymbBHMIjZz",
        Separators = "-/.:_ T年月日時时分";

    /// <summary>The length of the format at a percent sign, of two parts or more; 0 if there is none.</summary>
    public static int Length(string text, int start)
    {
        var (parts, isSure, at, end) = (0, false, start, start);
        while (parts < MostParts && PartLength(text, at) is > 0 and var length)
        {
            isSure |= PartsOfDatesAlone.Contains(text[at + length - 1], StringComparison.Ordinal);
            parts++;
            end = at + length;
            at =
                text.AsSpan(end).StartsWith(", ") ? end + 2
                : end < text.Length && Separators.Contains(text[end], StringComparison.Ordinal) ? end + 1
                : end;
        }

        // In "%d %zu" a format of printf goes on; behind "%H:%M:%SZ" a zone stands.
        var next = end < text.Length ? text[end] : '\0';
        return parts > 1 && isSure && (!char.IsLetterOrDigit(next) || char.IsAsciiLetterUpper(next)) ? end - start : 0;
    }

    private static int PartLength(string text, int at)
    {
        var length = at + 1 < text.Length && text[at + 1] == '-' ? 3 : 2;
        return at + length <= text.Length && text[at] == '%' && Parts.Contains(text[at + length - 1], StringComparison.Ordinal)
            ? length
            : 0;
    }
}
