using TorchSharp;
using TransformerService.Distillation.Alignment;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Guided alignment (Chen et al. 2016, https://aclanthology.org/2016.amta-researchers.10): one head of the decoder's last layer learns to
/// attend to the source piece that the piece to be written is linked with. The links of a batch are computed when it is trained on, the
/// same each time.
/// </summary>
/// <param name="aligner">Links pieces; trained on the pairs of the training.</param>
/// <param name="weight">Weight in the loss, above 0, to 1.</param>
internal sealed class GuidedAlignment(WordAligner aligner, double weight)
{
    /// <summary>The head of the last layer that is guided.</summary>
    public const int Head = 0;

    /// <summary>The weighted mean of −ln of the attention to linked pieces; <see langword="null"/> if a batch has no link.</summary>
    /// <param name="attention">The last layer's attention <c>[rows, heads, target width, source width]</c>.</param>
    /// <param name="batch">The batch, which selects pairs.</param>
    /// <param name="pairs">All pairs.</param>
    public Tensor? Loss(Tensor attention, Batch batch, IReadOnlyList<EncodedPair> pairs)
    {
        var places = new long[batch.Rows * batch.TargetWidth];
        var weights = new float[places.Length];
        for (var row = 0; row < batch.Rows; row++)
        {
            var pair = pairs[batch.Indices[row]];
            foreach ((var position, var link) in aligner.Links(pair.Source, pair.Target).Index().Where(entry => entry.Item >= 0))
            {
                places[(row * batch.TargetWidth) + position] = link;
                weights[(row * batch.TargetWidth) + position] = pair.Weight;
            }
        }

        var sum = weights.Sum();
        if (sum == 0)
        {
            return null;
        }

        using var factor = (-weight / sum).ToScalar();
        var attended = attention.select(1, Head).gather(2, tensor(places, [batch.Rows, batch.TargetWidth, 1])).squeeze(2).to(float32);
        return (attended.clamp_min(Constants.Tiny).log() * tensor(weights, [batch.Rows, batch.TargetWidth])).sum().mul(factor);
    }
}
