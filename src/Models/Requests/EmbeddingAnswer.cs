namespace TransformerService.Models.Requests;

/// <summary>The embeddings, one per text and in the texts' order.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Variant">The variant that answered.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Embeddings">
/// The vectors. With another encoding than <see cref="EmbeddingEncoding.Float"/> they hold its integers.
/// </param>
/// <param name="Timing">Where the time went.</param>
public sealed record EmbeddingAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<float[]> Embeddings,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing)
{
    /// <summary>The number of dimensions that each vector stands for.</summary>
    public int Dimensions { get; init; }
}
