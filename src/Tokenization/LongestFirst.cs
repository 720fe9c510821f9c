namespace TransformerService.Tokenization;

/// <summary>
/// How many tokens of each text of a pair stay (<c>longest_first</c>). Releases of the fast tokenizers differ in who gets an odd
/// place; all of ours follow the slow ones, whatever file they are read from.
/// </summary>
internal static class LongestFirst
{
    /// <summary>Takes one token after the other from the longer text, and from the second where they are equal, until both fit into <paramref name="room"/>.</summary>
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
