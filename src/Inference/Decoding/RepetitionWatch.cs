namespace TransformerService.Inference.Decoding;

/// <summary>Detects a sequence that repeats itself without end: few of the n-grams of its last tokens are distinct.</summary>
internal static class RepetitionWatch
{
    /// <summary>
    /// Of 156,088 human translations with more tokens than the window, one has so few distinct n-grams anywhere (docs/benchmarks.md).
    /// </summary>
    private const int Window = 32,
        Size = 3,
        MostDistinct = 8;

    private const int TokensBetweenLooks = 4;

    /// <summary>Whether a sequence that grows token by token repeats itself at its end; looks at every fourth length only.</summary>
    public static bool Repeats(ReadOnlySpan<int> sequence) =>
        sequence.Length > Window && sequence.Length % TokensBetweenLooks == 0 && HasFewDistinct(sequence[^Window..]);

    /// <summary>Whether a text repeats itself anywhere; its translation may do so, too.</summary>
    public static bool RepeatsAnywhere(ReadOnlySpan<int> tokens)
    {
        for (var start = 0; start + Window <= tokens.Length; start += TokensBetweenLooks)
        {
            if (HasFewDistinct(tokens.Slice(start, Window)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasFewDistinct(ReadOnlySpan<int> window)
    {
        var distinct = 0;
        for (var at = 0; at + Size <= window.Length && distinct <= MostDistinct; at++)
        {
            var gram = window.Slice(at, Size);
            distinct += window[..(at + Size - 1)].IndexOf(gram) < 0 ? 1 : 0;
        }

        return distinct <= MostDistinct;
    }
}
