using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>The results of a classifier for a batch.</summary>
/// <param name="Logits"><c>[batch, labels]</c>, float32.</param>
/// <param name="States">The embeddings and each layer's output, <c>[batch, length, features]</c>, float32.</param>
/// <param name="Attentions">Each layer's attention weights, <c>[batch, heads, length, length]</c>, in the precision of products.</param>
/// <param name="Projections">
/// Queries, keys and values of the last layer, <c>[batch, heads, length, size]</c>, in the precision of products.
/// </param>
internal sealed record ClassifierOutput(
    Tensor Logits,
    IReadOnlyList<Tensor> States,
    IReadOnlyList<Tensor> Attentions,
    IReadOnlyList<Tensor> Projections
);
