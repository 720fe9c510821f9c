using TransformerService.Models.Exports;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// Splits what an encoder reads on a CPU into runs whose largest tensor stays in the heap of their thread. A larger tensor is mapped for
/// each node that computes it, and the system clears all of its pages: 64 rows of 128 tokens in one run took many times as long per row
/// as eight did (docs/decisions/0005-memory.md).
/// </summary>
internal static class EncoderRuns
{
    /// <summary>Splits groups of rows into runs, of nearly as many rows each.</summary>
    /// <param name="shape">The model's sizes.</param>
    /// <param name="groups">The indices of each group's rows.</param>
    /// <param name="lengths">The length of each row, in tokens.</param>
    public static IReadOnlyList<int[]> Split(ModelShape shape, IReadOnlyList<int[]> groups, IReadOnlyList<int> lengths) =>
        [.. groups.SelectMany(group => Split(group, Rows(shape, group.Max(row => lengths[row]))))];

    /// <summary>Splits rows into runs, of nearly as many rows each.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="most">The most rows of one run.</param>
    public static IEnumerable<T[]> Split<T>(IReadOnlyCollection<T> rows, int most)
    {
        var runs = ((rows.Count - 1) / most) + 1;
        return rows.Chunk(((rows.Count - 1) / runs) + 1);
    }

    /// <summary>The most rows of one run.</summary>
    /// <param name="shape">The model's sizes.</param>
    /// <param name="length">The rows' tokens, padding included.</param>
    public static int Rows(ModelShape shape, int length)
    {
        if (shape.ReadsWholeBatches)
        {
            return int.MaxValue;
        }

        var widest = Math.Max(Math.Max(shape.FeedForward, shape.Width), (long)shape.Heads * length);
        return (int)Math.Max(1, NativeHeap.LargestHeapBlock / (sizeof(float) * widest * Math.Max(1, length)));
    }
}
