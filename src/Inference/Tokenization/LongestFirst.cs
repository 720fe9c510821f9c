namespace TransformerService.Inference.Tokenization;

/// <summary>The two readings of <c>longest_first</c>.</summary>
internal static class LongestFirst
{
    /// <summary>The slow tokenizers take one token after the other from the longer text, and from the second where they are equal.</summary>
    public static (int First, int Second) OneByOne(int first, int second, int room)
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

    /// <summary>The fast tokenizers share the room: a text within half of it stays whole, and the longer gets the odd place.</summary>
    public static (int First, int Second) Shared(int first, int second, int room)
    {
        if (first + second <= room)
        {
            return (first, second);
        }

        var swap = first > second;
        var (shorter, longer) = swap ? (second, first) : (first, second);
        longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + longer > room)
        {
            shorter = room / 2;
            longer = shorter + (room % 2);
        }

        return swap ? (longer, shorter) : (shorter, longer);
    }
}
