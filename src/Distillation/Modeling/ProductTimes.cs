using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>How long the same products took in both precisions, and what follows from it.</summary>
/// <param name="Float32">In float32.</param>
/// <param name="Bfloat16">In bfloat16; emulated, and many times longer, where the processor has no products of it.</param>
internal sealed record ProductTimes(TimeSpan Float32, TimeSpan Bfloat16)
{
    /// <summary>Float32 is more exact: bfloat16 has to take less than this share of its time.</summary>
    private const double Worthwhile = 0.9;

    /// <summary>A checkpoint's precision goes on to the same losses: the other has to take less than this share of its time.</summary>
    private const double WorthAChange = 0.67;

    /// <summary>The precision to train in.</summary>
    /// <param name="trained">The precision of the checkpoint to go on from, or <see langword="null"/> for a new training.</param>
    public ScalarType Choose(ScalarType? trained) => trained switch
    {
        ScalarType.BFloat16 => Float32 < WorthAChange * Bfloat16 ? ScalarType.Float32 : ScalarType.BFloat16,
        ScalarType.Float32 => Bfloat16 < WorthAChange * Float32 ? ScalarType.BFloat16 : ScalarType.Float32,
        _ => Bfloat16 < Worthwhile * Float32 ? ScalarType.BFloat16 : ScalarType.Float32,
    };
}
