namespace TransformerService.Tokenization;

/// <summary>
/// How many tokens of each text of a pair are kept (<c>longest_first</c>). Releases of the fast tokenizers differ in which text keeps one
/// token more when the room is odd. Here all tokenizers follow the slow ones, whatever file they are read from.
/// </summary>
internal static class LongestFirst
{
    /// <summary>
    /// Removes one token at a time from the longer text, or from the second if they are equally long, until both fit into
    /// <paramref name="room"/>.
    /// </summary>
    public static (int First, int Second) Truncate(int first, int second, int room)
    {
        var remove = first + second - room;
        if (remove <= 0)
        {
            return (first, second);
        }

        var toEqual = Math.Min(Math.Abs(first - second), remove);
        (first, second) = first > second ? (first - toEqual, second) : (first, second - toEqual);
        var rest = remove - toEqual;
        return (first - (rest / 2), second - (rest - (rest / 2)));
    }
}
