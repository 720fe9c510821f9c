namespace TransformerService.Tokenization;

/// <summary>Which tokens are kept of texts that are too long.</summary>
internal static class Truncation
{
    /// <summary>The first <paramref name="length"/> ids, or the last if the text is cut on its left.</summary>
    public static List<int> Keep(List<int> ids, int length, bool cutsLeft) => cutsLeft ? ids[^length..] : ids[..length];

    /// <summary>How many tokens of each text of a pair are kept.</summary>
    public static (int First, int Second) Pair(int first, int second, int room, PairCut cut) =>
        cut == PairCut.LongestFirst ? LongestFirst(first, second, room) : (Math.Clamp(room - second, 0, first), Math.Min(second, room));

    /// <summary>
    /// How many tokens of each text of a pair are kept (<c>longest_first</c>): one token at a time is removed from the longer text, or from
    /// the second if they are equally long, until both fit into <paramref name="room"/>. Releases of the fast tokenizers differ in which
    /// text keeps one token more when the room is odd. Here all tokenizers follow the slow ones, whatever file they are read from.
    /// </summary>
    public static (int First, int Second) LongestFirst(int first, int second, int room)
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

/// <summary>Which text of a pair is cut if the two do not fit.</summary>
public enum PairCut
{
    /// <summary>The longer one, token by token (<c>longest_first</c>).</summary>
    LongestFirst,

    /// <summary>The first one (<c>only_first</c>); the second only if it does not fit by itself.</summary>
    OnlyFirst,
}
