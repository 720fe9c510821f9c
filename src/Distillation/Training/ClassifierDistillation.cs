using TorchSharp;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// The loss of a student that learns from a teacher: soft labels with temperature (Hinton et al. 2015, https://arxiv.org/abs/1503.02531),
/// and optionally what <see cref="StateImitation"/> imitates.
/// </summary>
internal sealed class ClassifierDistillation
{
    private readonly StateImitation _imitation;
    private readonly Scalar _inverseTemperature,
        _softWeight,
        _hardWeight;

    /// <param name="teacher">A trained model that reads the same ids.</param>
    /// <param name="student">The model to train; gets one more weight if it learns hidden states.</param>
    /// <param name="options">What the student learns.</param>
    /// <exception cref="TrainingException">The heads of teacher and student do not fit.</exception>
    public ClassifierDistillation(ClassifierTransformer teacher, ClassifierTransformer student, ClassifierDistillationOptions options)
    {
        _imitation = new StateImitation(teacher, student, options);
        _inverseTemperature = (1 / options.Temperature).ToScalar();

        // The gradient of soft labels decreases with the square of the temperature (section 2.1); this factor compensates for it.
        _softWeight = (options.SoftShare * options.Temperature * options.Temperature).ToScalar();
        _hardWeight = (1 - options.SoftShare).ToScalar();
    }

    /// <summary>The mean loss of a batch.</summary>
    /// <param name="student">The student's output.</param>
    /// <param name="hard">The student's loss on the true label, <c>[batch]</c>.</param>
    /// <param name="ids">The ids that the student read, <c>[batch, length]</c>.</param>
    /// <param name="altered">Rows whose true label is unknown.</param>
    public Tensor Loss(ClassifierOutput student, Tensor hard, Tensor ids, bool[] altered)
    {
        var teacher = _imitation.Teach(ids);
        var soft = StateImitation
            .Divergence(teacher.Logits.mul(_inverseTemperature).softmax(1), student.Logits.mul(_inverseTemperature).log_softmax(1))
            .mean();
        var known = tensor(altered.Select(row => row ? 0f : 1f).ToArray());
        var loss = soft.mul(_softWeight).Plus((hard * known).mean().mul(_hardWeight));
        return _imitation.Loss(student, teacher, ids) is { } imitated ? loss.Plus(imitated) : loss;
    }
}
