using TransformerService.Models.Exports;

namespace TransformerService.Inference.Memory;

/// <summary>A loaded model's part of the memory, until it is given back.</summary>
/// <param name="budget">Where it is from.</param>
/// <param name="weights">What it takes while it is loaded.</param>
/// <param name="leastRun">What a run of its least batch takes.</param>
internal sealed class ModelMemory(MemoryBudget budget, long weights, long leastRun) : IDisposable
{
    /// <summary>
    /// What a session holds of a byte of weights: ONNX Runtime keeps some packed for its products too. Measured: 1.2 of float32, 1.4 of int8
    /// (docs/decisions/0005-memory.md).
    /// </summary>
    private const double Packed = 1.5;

    /// <summary>What a session takes beside its weights.</summary>
    private const long Beside = 4 << 20;

    public long Weights => weights;

    public long LeastRun => leastRun;

    /// <summary>What an export's sessions will take.</summary>
    public static long Estimate(ExportDescription export) => export.WeightBytes < (UInt128)(long.MaxValue / 4) ? (long)((double)export.WeightBytes * Packed) + Beside : long.MaxValue / 4;

    public void Dispose() => budget.Release(this);
}
