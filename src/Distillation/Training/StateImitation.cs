using TorchSharp;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// The loss of a student that imitates a teacher's layers: hidden states (TinyBERT, https://arxiv.org/abs/1909.10351), attention (MiniLM,
/// https://arxiv.org/abs/2002.10957) and relations of queries, keys and values (MiniLMv2, https://arxiv.org/abs/2012.15828).
/// </summary>
internal sealed class StateImitation
{
    private readonly ClassifierTransformer _teacher;
    private readonly ClassifierTransformer _student;
    private readonly ImitationOptions _options;
    private readonly Tensor? _projection;
    private readonly Scalar _hiddenWeight,
        _attentionWeight,
        _relationWeight,
        _padding;

    /// <param name="teacher">A trained model that reads the same ids.</param>
    /// <param name="student">The model to train; gets one more weight if it learns hidden states.</param>
    /// <param name="options">What the student learns.</param>
    /// <exception cref="TrainingException">The heads of teacher and student do not fit.</exception>
    public StateImitation(ClassifierTransformer teacher, ClassifierTransformer student, ImitationOptions options)
    {
        (var taught, var own) = (teacher.Shape.ModelSize, student.Shape.ModelSize);
        if (options.Attention > 0 && teacher.Shape.Heads != student.Shape.Heads)
        {
            throw new TrainingException(
                $"The student has {student.Shape.Heads} attention heads, the teacher {teacher.Shape.Heads}: to learn its attention, it needs the same number."
            );
        }

        if (options.Relations > 0 && own % teacher.Shape.Heads != 0)
        {
            throw new TrainingException(
                $"The teacher's {teacher.Shape.Heads} heads do not divide the student's {own} features: to learn its relations, they must."
            );
        }

        (_teacher, _student, _options) = (teacher, student, options);
        _hiddenWeight = options.HiddenStates.ToScalar();
        _attentionWeight = options.Attention.ToScalar();
        _relationWeight = options.Relations.ToScalar();
        _padding = ((long)student.Shape.PadTokenId).ToScalar();
        if (options.HiddenStates > 0)
        {
            _projection = student.Weights.Table("distillation.projection", own, taught, 1 / Math.Sqrt(own));
            if (own == taught)
            {
                // A student that begins with the teacher's layers has its features already.
                using var off = no_grad();
                using var same = eye(own);
                _projection.copy_(same);
            }
        }
    }

    /// <summary>The teacher's output, without gradients.</summary>
    public ClassifierOutput Teach(Tensor ids)
    {
        using var off = no_grad();
        _teacher.BeginEvaluation();
        return _teacher.Forward(ids);
    }

    /// <summary>The mean loss of a batch; <see langword="null"/> if nothing is imitated.</summary>
    /// <param name="student">The student's output.</param>
    /// <param name="teacher">The teacher's.</param>
    /// <param name="ids">The ids that both read, <c>[batch, length]</c>.</param>
    public Tensor? Loss(ClassifierOutput student, ClassifierOutput teacher, Tensor ids)
    {
        if (!_options.Imitates)
        {
            return null;
        }

        var padding = ids.eq(_padding);
        var real = ids.ne(_padding).to(float32);
        Tensor? sum = null;
        if (_options.HiddenStates > 0)
        {
            Add(HiddenLoss(student, teacher, real).mul(_hiddenWeight));
        }

        if (_options.Attention > 0)
        {
            Add(AttentionLoss(student, teacher, real).mul(_attentionWeight));
        }

        if (_options.Relations > 0)
        {
            Add(RelationLoss(student, teacher, padding, real).mul(_relationWeight));
        }

        return sum;

        void Add(Tensor loss) => sum = sum is null ? loss : sum.Plus(loss);
    }

    /// <summary>Kullback–Leibler divergence over the last dimension, ≥ 0.</summary>
    public static Tensor Divergence(Tensor truth, Tensor logGuess) =>
        (truth * truth.clamp_min(Constants.Tiny).log().Minus(logGuess)).sum([-1L]);

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

    /// <summary>Divergence of the relations among queries, among keys and among values, summed over the three.</summary>
    private Tensor RelationLoss(ClassifierOutput student, ClassifierOutput teacher, Tensor padding, Tensor real)
    {
        var hidden = padding.to(float32).mul(Constants.Hidden).view(padding.shape[0], 1, 1, padding.shape[1]);
        Tensor? sum = null;
        foreach ((var own, var taught) in student.Projections.Zip(teacher.Projections))
        {
            var guess = Relations(own, _teacher.Shape.Heads).Plus(hidden).log_softmax(-1);
            var truth = Relations(taught, _teacher.Shape.Heads).Plus(hidden).softmax(-1);
            var mean = MeanOverReal(Divergence(truth, guess).mean([1L]), real);
            sum = sum is null ? mean : sum.Plus(mean);
        }

        return sum!; // not null: there are three projections
    }

    /// <summary>Scaled products of a projection with itself, <c>[batch, heads, length, length]</c>, float32.</summary>
    private static Tensor Relations(Tensor projection, int heads)
    {
        long batch = projection.shape[0],
            length = projection.shape[2];
        var split =
            projection.shape[1] == heads ? projection : projection.transpose(1, 2).reshape(batch, length, heads, -1).transpose(1, 2);
        using var scale = (1 / Math.Sqrt(split.shape[3])).ToScalar();
        return split.mul(scale).matmul(split.transpose(-2, -1)).to(float32);
    }

    private static Tensor MeanOverReal(Tensor values, Tensor real) => (values * real).sum() / real.sum();
}
