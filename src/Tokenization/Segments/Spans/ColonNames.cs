namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Parameters, <c>:name</c> and <c>:Name</c>, and emoji by their names, <c>:smile:</c>. White space, a bracket, a quote or a similar sign stands
/// before them, so <c>10:30</c> and <c>note:this</c> are none.
/// </summary>
internal sealed class ColonNames(string text, NameReader names, TextWork work)
{
    private const string SignsBefore = "([\"=,/-“«‘—";

    private const int ShortestTitle = 3;

    private int _endOfEmoji = -1;

    /// <summary>The length of the name at a colon; 0 if there is none.</summary>
    public int Length(int start)
    {
        var isFirst =
            start == 0
            || start == _endOfEmoji
            || char.IsWhiteSpace(text[start - 1])
            || SignsBefore.Contains(text[start - 1], StringComparison.Ordinal);
        if (!isFirst)
        {
            return 0;
        }

        var emoji = EmojiLength(start);
        if (emoji > 0)
        {
            _endOfEmoji = start + emoji;
            return emoji;
        }

        var length = names.Length(start + 1);
        return
            start != _endOfEmoji
            && length > 1
            && !char.IsLetterOrDigit(names.At(start + 1 + length))
            && (char.IsAsciiLetterLower(text[start + 1]) || IsTitle(text.AsSpan(start + 1, length)))
            ? length + 1
            : 0;
    }

    /// <summary><c>:smile:</c>, <c>:+1:</c></summary>
    private int EmojiLength(int start)
    {
        var end = start + 1;
        while (end - start <= NameReader.Longest && (char.IsAsciiLetterOrDigit(names.At(end)) || names.At(end) is '_' or '+' or '-'))
        {
            work.Step();
            end++;
        }

        var name = text.AsSpan(start + 1, end - start - 1);
        return names.At(end) == ':' && name.Length > 0 && (char.IsAsciiLetterLower(name[0]) || name is "+1" or "-1") ? end + 1 - start : 0;
    }

    /// <summary><c>Name</c> or <c>NAME</c>; <c>:D</c> and <c>:DDD</c> are faces.</summary>
    private static bool IsTitle(ReadOnlySpan<char> name) =>
        name.Length >= ShortestTitle && char.IsAsciiLetterUpper(name[0]) && name[1..].ContainsAnyExcept(name[0]);
}
