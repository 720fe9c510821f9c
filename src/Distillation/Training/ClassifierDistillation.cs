using TorchSharp;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// The loss of a student that learns from a teacher: soft labels with temperature (Hinton et al. 2015, https://arxiv.org/abs/1503.02531),
/// and optionally the teacher's hidden states (TinyBERT, https://arxiv.org/abs/1909.10351) and attention (MiniLM,
/// https://arxiv.org/abs/2002.10957).
/// </summary>
internal sealed class ClassifierDistillation
{
    private readonly ClassifierTransformer _teacher;
    private readonly ClassifierTransformer _student;
    private readonly Tensor? _projection;
    private readonly Scalar _inverseTemperature,
        _softWeight,
        _hardWeight,
        _hiddenWeight,
        _attentionWeight,
        _padding;

    /// <param name="teacher">A trained model that reads the same ids.</param>
    /// <param name="student">The model to train; gets one more weight if it learns hidden states of a different size.</param>
    /// <param name="options">What the student learns.</param>
    /// <exception cref="TrainingException">Teacher and student have different numbers of attention heads.</exception>
    public ClassifierDistillation(ClassifierTransformer teacher, ClassifierTransformer student, ClassifierDistillationOptions options)
    {
        if (options.Attention > 0 && teacher.Shape.Heads != student.Shape.Heads)
        {
            throw new TrainingException(
                $"The student has {student.Shape.Heads} attention heads, the teacher {teacher.Shape.Heads}: to learn its attention, it needs the same number."
            );
        }

        (_teacher, _student) = (teacher, student);
        _inverseTemperature = (1 / options.Temperature).ToScalar();

        // The gradient of soft labels decreases with the square of the temperature (section 2.1); this factor compensates for it.
        _softWeight = (options.SoftShare * options.Temperature * options.Temperature).ToScalar();
        _hardWeight = (1 - options.SoftShare).ToScalar();
        _hiddenWeight = options.HiddenStates.ToScalar();
        _attentionWeight = options.Attention.ToScalar();
        _padding = ((long)student.Shape.PadTokenId).ToScalar();
        LearnsHidden = options.HiddenStates > 0;
        LearnsAttention = options.Attention > 0;
        _projection = LearnsHidden
            ? student.Weights.Table(
                "distillation.projection",
                student.Shape.ModelSize,
                teacher.Shape.ModelSize,
                1 / Math.Sqrt(student.Shape.ModelSize)
            )
            : null;
    }

    private bool LearnsHidden { get; }

    private bool LearnsAttention { get; }

    /// <summary>The mean loss of a batch.</summary>
    /// <param name="student">The student's output.</param>
    /// <param name="hard">The student's loss on the true label, <c>[batch]</c>.</param>
    /// <param name="ids">The ids that the student read, <c>[batch, length]</c>.</param>
    /// <param name="altered">Rows whose true label is unknown.</param>
    public Tensor Loss(ClassifierOutput student, Tensor hard, Tensor ids, bool[] altered)
    {
        ClassifierOutput teacher;
        using (no_grad())
        {
            _teacher.BeginEvaluation();
            teacher = _teacher.Forward(ids);
        }

        var soft = Divergence(teacher.Logits.mul(_inverseTemperature).softmax(1), student.Logits.mul(_inverseTemperature).log_softmax(1))
            .mean();
        var known = tensor(altered.Select(row => row ? 0f : 1f).ToArray());
        var loss = soft.mul(_softWeight).Plus((hard * known).mean().mul(_hardWeight));
        if (!LearnsHidden && !LearnsAttention)
        {
            return loss;
        }

        var real = ids.ne(_padding).to(float32);
        if (LearnsHidden)
        {
            loss = loss.Plus(HiddenLoss(student, teacher, real).mul(_hiddenWeight));
        }

        return LearnsAttention ? loss.Plus(AttentionLoss(student, teacher, real).mul(_attentionWeight)) : loss;
    }

    /// <summary>
    /// Mean squared difference between the projected states of each student layer and those of the teacher layer at the same relative
    /// height.
    /// </summary>
    private Tensor HiddenLoss(ClassifierOutput student, ClassifierOutput teacher, Tensor real)
    {
        Tensor? sum = null;
        var layers = _student.Shape.Layers;
        for (var layer = 0; layer <= layers; layer++)
        {
            var projected = student.States[layer].matmul(_projection!); // made when hidden states are learned
            var difference = projected.Minus(teacher.States[layer * _teacher.Shape.Layers / layers]);
            var mean = MeanOverReal(difference.Squared().mean([-1L]), real);
            sum = sum is null ? mean : sum.Plus(mean);
        }

        return sum!; // not null: the embeddings' state always exists
    }

    /// <summary>Divergence of the last layers' attention, over heads and real positions.</summary>
    private static Tensor AttentionLoss(ClassifierOutput student, ClassifierOutput teacher, Tensor real)
    {
        var imitated = student.Attentions[^1].to(float32).clamp_min(Constants.Tiny).log();
        return MeanOverReal(Divergence(teacher.Attentions[^1].to(float32), imitated).mean([1L]), real);
    }

    /// <summary>Kullback–Leibler divergence over the last dimension, ≥ 0.</summary>
    private static Tensor Divergence(Tensor truth, Tensor logGuess) =>
        (truth * truth.clamp_min(Constants.Tiny).log().Minus(logGuess)).sum([-1L]);

    private static Tensor MeanOverReal(Tensor values, Tensor real) => (values * real).sum() / real.sum();
}
