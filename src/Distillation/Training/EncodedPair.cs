using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Training;

/// <summary>A pair as token ids, each side with its end token.</summary>
/// <param name="Source">What the encoder reads.</param>
/// <param name="Target">What the decoder has to say.</param>
/// <param name="Weight">How much the pair counts in the loss, above 0.</param>
internal sealed record EncodedPair(int[] Source, int[] Target, float Weight = 1)
{
    /// <summary>How often training takes it.</summary>
    public Draw Draw { get; init; } = Draw.Once;
}
