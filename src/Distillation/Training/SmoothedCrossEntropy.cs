using TorchSharp;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Cross-entropy over the vocabulary with label smoothing (Szegedy et al. 2016, section 7), and its gradient in closed form: for logits z,
/// softmax(z) − ((1 − ε) · one-hot + ε / vocabulary). Autograd would keep several float32 tables of tokens × vocabulary; this keeps
/// one, for a few thousand tokens at a time.
/// </summary>
public sealed class SmoothedCrossEntropy(TranslationTransformer model, double smoothing)
{
    private const int ChunkTokens = 2_048;
    private readonly Scalar _padding = ((long)model.Shape.PadTokenId).ToScalar();

    /// <summary>Runs backward from the mean loss of all tokens except padding.</summary>
    /// <param name="states">The decoder's states <c>[batch, length, features]</c>.</param>
    /// <param name="labels">The tokens to predict <c>[batch, length]</c>; padding does not count.</param>
    /// <param name="weights">Weight of each row, <c>[batch]</c>; <see langword="null"/> if all weights are equal.</param>
    /// <param name="teacher">The teacher's distributions, which get their share of the target; optional.</param>
    /// <param name="further">Another loss of the same weights, whose gradients are added; optional.</param>
    /// <returns>The sum of −ln p(label), without smoothing, and the number of tokens that count.</returns>
    public (double NegativeLogLikelihood, long Tokens) Backward(
        Tensor states,
        Tensor labels,
        Tensor? weights = null,
        TeacherTargets? teacher = null,
        Tensor? further = null
    )
    {
        var features = states.shape[^1];
        using var gradients = zeros_like(states, requires_grad: false);
        (double sum, long tokens) = (0, 0);
        using (no_grad())
        {
            using var flatStates = states.detach().reshape(-1, features);
            using var flatGradients = gradients.view(-1, features);
            using var flatLabels = labels.reshape(-1);
            using var real = flatLabels.ne(_padding).nonzero().view(-1);
            tokens = real.shape[0];
            using var tokenWeights = weights?.unsqueeze(1).expand(labels.shape).reshape(-1).index_select(0, real);
            var total = tokenWeights is null ? tokens : tokenWeights.sum(float64).item<double>();
            var taught = teacher?.Share ?? 0;
            using var factor = (1 / total).ToScalar();
            using var shared = ((1 - taught) * smoothing / model.Shape.Vocabulary).ToScalar();
            using var hit = ((1 - taught) * (smoothing - 1)).ToScalar();
            using var fromTeacher = taught.ToScalar();
            using var teacherStates = teacher?.States.reshape(-1, teacher.States.shape[^1]);
            using var teacherOutput = teacher?.Model.Embedding.detach().to(teacher.Model.Weights.ProductType);
            using var output = model.Embedding.detach().to(model.Weights.ProductType);
            using var outputGradient = zeros_like(model.Embedding, requires_grad: false);
            using var biasGradient = zeros_like(model.OutputBias, requires_grad: false);
            for (long start = 0; start < tokens; start += ChunkTokens)
            {
                using var scope = NewDisposeScope();
                var rows = real.narrow(0, start, Math.Min(ChunkTokens, tokens - start));
                var x = flatStates.index_select(0, rows).to(model.Weights.ProductType);
                var target = flatLabels.index_select(0, rows).unsqueeze(1);
                var probabilities = Probabilities(x, output, model.OutputBias);
                sum -= probabilities.gather(1, target).clamp_min(Constants.Tiny).log().sum(float64).item<double>();

                // softmax − target, where the target is smoothed and, with a teacher, mixed with its distribution.
                var gradient = probabilities.sub_(shared);
                gradient.scatter_add_(1, target, full_like(target, hit, float32));
                if (teacher is not null && teacherStates is not null && teacherOutput is not null)
                {
                    var read = teacherStates.index_select(0, rows).to(teacher.Model.Weights.ProductType);
                    gradient.Decrease(Probabilities(read, teacherOutput, teacher.Model.OutputBias).mul_(fromTeacher));
                }

                if (tokenWeights is not null)
                {
                    gradient.mul_(tokenWeights.narrow(0, start, rows.shape[0]).unsqueeze(1));
                }

                gradient.mul_(factor);
                biasGradient.Increase(gradient.sum([0L]));
                var product = gradient.to(model.Weights.ProductType);
                flatGradients.index_copy_(0, rows, product.matmul(output).to(flatGradients.dtype));
                outputGradient.Increase(product.t().matmul(x).to(float32));
            }

            Accumulate(model.OutputBias, biasGradient);
            Accumulate(model.Embedding, outputGradient);
        }

        if (further is null)
        {
            states.backward([gradients]);
        }
        else
        {
            // One pass for both: the sum's gradient with respect to the states is that of the cross-entropy.
            states.mul(gradients).sum().Plus(further).backward();
        }

        return (sum, tokens);
    }

    /// <summary>The sum of −ln p(label) and the number of tokens that count, without a gradient.</summary>
    public (double NegativeLogLikelihood, long Tokens) Evaluate(Tensor states, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var flatLabels = labels.reshape(-1);
        var real = flatLabels.ne(_padding).nonzero().view(-1);
        var x = states.reshape(-1, states.shape[^1]).index_select(0, real).to(model.Weights.ProductType);
        var probabilities = Probabilities(x, model.Embedding.to(model.Weights.ProductType), model.OutputBias);
        var sum = -probabilities
            .gather(1, flatLabels.index_select(0, real).unsqueeze(1))
            .clamp_min(Constants.Tiny)
            .log()
            .sum(float64)
            .item<double>();
        return (sum, real.shape[0]);
    }

    /// <summary>softmax(x Eᵀ + b), float32, <c>[tokens, vocabulary]</c>.</summary>
    private static Tensor Probabilities(Tensor x, Tensor output, Tensor bias)
    {
        using var logits = x.matmul(output.t()).to(float32).Increase(bias.detach());
        return logits.softmax(1);
    }

    private static void Accumulate(Tensor weight, Tensor gradient)
    {
        if (weight.grad is { } present)
        {
            present.Increase(gradient);
        }
        else
        {
            weight.grad = gradient.clone().DetachFromDisposeScope();
        }
    }
}
