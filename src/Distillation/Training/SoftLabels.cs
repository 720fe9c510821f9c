using TorchSharp;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// The loss of a student on a teacher's distributions that were computed beforehand (Hinton et al. 2015,
/// https://arxiv.org/abs/1503.02531): the teacher may be any model that classifies.
/// </summary>
internal sealed class SoftLabels
{
    private readonly IReadOnlyList<float[]> _distributions;
    private readonly Scalar _inverseTemperature,
        _softWeight,
        _hardWeight;

    /// <param name="distributions">The teacher's distribution over the labels for each training text.</param>
    /// <param name="options">Temperature, and share of the soft labels.</param>
    public SoftLabels(IReadOnlyList<float[]> distributions, ClassifierDistillationOptions options)
    {
        _distributions = distributions;
        _inverseTemperature = (1 / options.Temperature).ToScalar();
        _softWeight = (options.SoftShare * options.Temperature * options.Temperature).ToScalar();
        _hardWeight = (1 - options.SoftShare).ToScalar();
    }

    /// <summary>The mean loss of a batch.</summary>
    /// <param name="logits">The student's logits, <c>[batch, labels]</c>.</param>
    /// <param name="hard">The student's loss on the label, <c>[batch]</c>.</param>
    /// <param name="texts">The texts of the batch.</param>
    public Tensor Loss(Tensor logits, Tensor hard, IReadOnlyList<int> texts)
    {
        var given = tensor(texts.SelectMany(text => _distributions[text]).ToArray(), [texts.Count, _distributions[0].Length]);

        // ln p is the teacher's logits up to a constant, which the softmax removes.
        var truth = given.clamp_min(Constants.Tiny).log().mul(_inverseTemperature).softmax(1);
        var soft = StateImitation.Divergence(truth, logits.mul(_inverseTemperature).log_softmax(1)).mean();
        return soft.mul(_softWeight).Plus(hard.mean().mul(_hardWeight));
    }
}
