namespace TransformerService.Distillation.Pipeline;

/// <summary>Samples a list evenly, since corpora are often sorted by length or by label.</summary>
internal static class EvenSample
{
    /// <summary>Returns at most <paramref name="count"/> evenly spaced items, in their order.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> items, int count)
    {
        var taken = Math.Min(count, items.Count);
        return [.. Enumerable.Range(0, taken).Select(place => items[(int)((long)place * items.Count / taken)])];
    }
}
