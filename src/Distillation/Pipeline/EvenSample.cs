namespace TransformerService.Distillation.Pipeline;

/// <summary>A part of a list that is like the whole: corpora are often sorted by length or by label.</summary>
internal static class EvenSample
{
    /// <summary>At most <paramref name="count"/> items in their order, at even distances.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> items, int count)
    {
        int taken = Math.Min(count, items.Count);
        return [.. Enumerable.Range(0, taken).Select(place => items[(int)((long)place * items.Count / taken)])];
    }
}
