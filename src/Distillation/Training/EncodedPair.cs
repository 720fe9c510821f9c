using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Training;

/// <summary>A pair as token ids, each side with its end token.</summary>
/// <param name="Source">Ids that the encoder reads.</param>
/// <param name="Target">Ids that the decoder has to predict.</param>
/// <param name="Weight">Weight of the pair in the loss, above 0.</param>
internal sealed record EncodedPair(int[] Source, int[] Target, float Weight = 1)
{
    /// <summary>How often training takes the pair.</summary>
    public Draw Draw { get; init; } = Draw.Once;
}
