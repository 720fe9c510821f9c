using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>The time of the same products in both precisions, and the choice that follows from it.</summary>
/// <param name="Float32">In float32.</param>
/// <param name="Bfloat16">In bfloat16; if the processor has no bfloat16 products, they are emulated and take many times longer.</param>
internal sealed record ProductTimes(TimeSpan Float32, TimeSpan Bfloat16)
{
    /// <summary>Float32 is more exact: bfloat16 is chosen only if it takes less than this share of its time.</summary>
    private const double Worthwhile = 0.9;

    /// <summary>
    /// A checkpoint's own precision reproduces its losses: the other one is chosen only if it takes less than this share of the time.
    /// </summary>
    private const double WorthAChange = 0.67;

    /// <summary>The precision to train in.</summary>
    /// <param name="trained">The precision of the checkpoint to continue from, or <see langword="null"/> for a new training.</param>
    public ScalarType Choose(ScalarType? trained) =>
        trained switch
        {
            ScalarType.BFloat16 => Float32 < WorthAChange * Bfloat16 ? ScalarType.Float32 : ScalarType.BFloat16,
            ScalarType.Float32 => Bfloat16 < WorthAChange * Float32 ? ScalarType.BFloat16 : ScalarType.Float32,
            _ => Bfloat16 < Worthwhile * Float32 ? ScalarType.BFloat16 : ScalarType.Float32,
        };
}
