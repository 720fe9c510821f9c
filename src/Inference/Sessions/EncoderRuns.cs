using TransformerService.Models.Exports;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// Splits what an encoder reads on a CPU into runs whose largest tensor stays in the heap of their thread. A larger tensor is mapped for
/// each node that computes it, and the system clears all of its pages: 64 rows of 128 tokens in one run took many times as long per row
/// as eight did (docs/decisions/0005-memory.md).
/// </summary>
/// <param name="shape">The model's sizes.</param>
/// <param name="provider">Where it runs. Runs on a GPU are not split.</param>
internal sealed class EncoderRuns(ModelShape shape, ExecutionProvider provider)
{
    /// <summary>The most rows of one run.</summary>
    /// <param name="length">Their tokens, padding included.</param>
    public int Rows(int length) => provider == ExecutionProvider.Cpu ? RowsOnCpu(shape, length) : int.MaxValue;

    /// <summary>Splits groups of rows into runs, of nearly as many rows each.</summary>
    /// <param name="groups">The indices of each group's rows.</param>
    /// <param name="lengths">The length of each row, in tokens.</param>
    public IReadOnlyList<int[]> Split(IReadOnlyList<int[]> groups, IReadOnlyList<int> lengths) =>
        [.. groups.SelectMany(group => Split(group, Rows(group.Max(row => lengths[row]))))];

    /// <inheritdoc cref="Split(IReadOnlyList{int[]}, IReadOnlyList{int})"/>
    /// <param name="rows">The rows.</param>
    /// <param name="most">The most rows of one run.</param>
    public static IEnumerable<T[]> Split<T>(IReadOnlyCollection<T> rows, int most)
    {
        var runs = ((rows.Count - 1) / most) + 1;
        return rows.Chunk(((rows.Count - 1) / runs) + 1);
    }

    /// <summary>The most rows of a run on a CPU.</summary>
    /// <param name="shape">The model's sizes.</param>
    /// <param name="length">The rows' tokens, padding included.</param>
    public static int RowsOnCpu(ModelShape shape, int length)
    {
        var widest = Math.Max(Math.Max(shape.FeedForward, shape.Width), (long)shape.Heads * length);
        return (int)Math.Max(1, NativeHeap.LargestHeapBlock / (sizeof(float) * widest * Math.Max(1, length)));
    }
}
