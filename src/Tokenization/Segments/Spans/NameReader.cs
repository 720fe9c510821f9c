namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>Reads the names in placeholders: ASCII letters, digits and underscores.</summary>
internal sealed class NameReader(string text, TextWork work)
{
    /// <summary>The most characters of a name.</summary>
    public const int Longest = 64;

    /// <summary>The character at an offset; NUL behind the end.</summary>
    public char At(int at) => at < text.Length ? text[at] : '\0';

    /// <summary>The length of the name at an offset; 0 if there is none.</summary>
    public int Length(int start)
    {
        var end = start;
        while (end - start < Longest && IsOfName(At(end)))
        {
            work.Step();
            end++;
        }

        return end - start;
    }

    /// <summary>The length of names with a dot or dash between them, as <c>user.name</c>.</summary>
    public int DottedLength(int start)
    {
        var end = start;
        while (end - start < Longest && (IsOfName(At(end)) || (end > start && At(end) is '.' or '-' && IsOfName(At(end + 1)))))
        {
            work.Step();
            end++;
        }

        return end - start;
    }

    /// <summary>Where the bracket stands that closes a name; −1 if something else follows the name.</summary>
    public int Close(int start, char bracket)
    {
        var end = start + Length(start);
        return end > start && At(end) == bracket ? end : -1;
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
