using TransformerService.Models.Exports;

namespace TransformerService.Inference.Memory;

/// <summary>A loaded model's share of the memory, until it is released.</summary>
/// <param name="budget">The budget that it is reserved from.</param>
/// <param name="weights">The bytes that it takes while it is loaded.</param>
/// <param name="leastRun">The bytes that a run of its smallest batch takes.</param>
internal sealed class ModelMemory(MemoryBudget budget, long weights, long leastRun) : IDisposable
{
    /// <summary>
    /// The bytes that a session holds per byte of weights: ONNX Runtime also keeps packed copies of some weights. Measured: 1.2 of float32,
    /// 1.4 of int8 (docs/decisions/0005-memory.md).
    /// </summary>
    private const double Packed = 1.5;

    /// <summary>The bytes that a session takes in addition to its weights.</summary>
    private const long Beside = 4 << 20;

    public long Weights => weights;

    public long LeastRun => leastRun;

    /// <summary>Returns the bytes that an export's sessions will take.</summary>
    public static long Estimate(ExportDescription export) =>
        export.WeightBytes < (UInt128)(long.MaxValue / 4) ? (long)((double)export.WeightBytes * Packed) + Beside : long.MaxValue / 4;

    public void Dispose() => budget.Release(this);
}
