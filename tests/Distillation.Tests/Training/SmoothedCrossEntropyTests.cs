using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Training;

public sealed class SmoothedCrossEntropyTests
{
    private static readonly TranslationShape Shape = new()
    {
        Vocabulary = 12,
        ModelSize = 8,
        Heads = 2,
        EncoderLayers = 1,
        DecoderLayers = 1,
        FeedForward = 16,
        MaxPositions = 16,
    };

    private const double Smoothing = 0.1;

    [Fact]
    public void Backward_EveryWeight_HasTheGradientOfAutogradsOwnLoss()
    {
        using var scope = NewDisposeScope();
        (var source, var target, var labels) = Batch();
        using var byHand = new TranslationTransformer(Shape, ScalarType.Float32, 0, seed: 4);
        using var byAutograd = new TranslationTransformer(Shape, ScalarType.Float32, 0, seed: 4);

        (var sum, var tokens) = new SmoothedCrossEntropy(byHand, Smoothing).Backward(byHand.States(source, target), labels);
        Loss(byAutograd, source, target, labels, Smoothing).backward();

        tokens.ShouldBe(5);
        (sum / tokens).ShouldBe(Loss(byAutograd, source, target, labels, smoothing: 0).item<float>(), 1e-5);
        foreach ((var name, var weight) in byHand.Weights.All)
        {
            Tensor found = weight.grad.ShouldNotBeNull(name),
                expected = byAutograd.Weights.All[name].grad.ShouldNotBeNull(name);
            (found - expected).abs().max().item<float>().ShouldBeLessThan(1e-5f, name);
        }
    }

    [Fact]
    public void Backward_WeightedPairsAndATeacher_HasTheGradientOfTheTextbookLoss()
    {
        using var scope = NewDisposeScope();
        (var source, var target, var labels) = Batch();
        using var teacher = new TranslationTransformer(Shape with { ModelSize = 16 }, ScalarType.Float32, 0, seed: 9);
        using var byHand = new TranslationTransformer(Shape, ScalarType.Float32, 0, seed: 4);
        using var byAutograd = new TranslationTransformer(Shape, ScalarType.Float32, 0, seed: 4);
        var weights = tensor(new[] { 0.5f, 3f });
        var taughtStates = teacher.States(source, target).detach();

        new SmoothedCrossEntropy(byHand, Smoothing).Backward(
            byHand.States(source, target),
            labels,
            weights,
            new TeacherTargets(teacher, taughtStates, Share: 0.3)
        );
        var logits = byAutograd.States(source, target).matmul(byAutograd.Embedding.t()) + byAutograd.OutputBias;
        var taught = (taughtStates.matmul(teacher.Embedding.t()) + teacher.OutputBias).softmax(-1).detach();
        var each = (0.7 * EachLoss(logits, labels, Smoothing)) - (0.3 * (taught * logits.log_softmax(-1)).sum([-1L]));
        var counts = labels.ne(Shape.PadTokenId).to(float32) * weights.unsqueeze(1);
        ((each * counts).sum() / counts.sum()).backward();

        foreach ((var name, var weight) in byHand.Weights.All)
        {
            Tensor found = weight.grad.ShouldNotBeNull(name),
                expected = byAutograd.Weights.All[name].grad.ShouldNotBeNull(name);
            (found - expected).abs().max().item<float>().ShouldBeLessThan(1e-5f, name);
        }
    }

    [Theory]
    [InlineData(DecoderType.Attention)]
    [InlineData(DecoderType.Ssru)]
    public void Backward_RandomDirections_AgreesWithFiniteDifferences(DecoderType decoder)
    {
        using var scope = NewDisposeScope();
        (var source, var target, var labels) = Batch();
        using var model = new TranslationTransformer(Shape with { Decoder = decoder }, ScalarType.Float32, 0, seed: 4);
        new SmoothedCrossEntropy(model, Smoothing).Backward(model.States(source, target), labels);
        const double Step = 2e-3;
        foreach ((var name, var weight) in model.Weights.All)
        {
            manual_seed(9);
            var direction = randn_like(weight.detach());
            direction = direction / direction.norm();
            double slope = (weight.grad.ShouldNotBeNull(name) * direction).sum().item<float>();
            var difference = (LossAt(weight, direction * Step) - LossAt(weight, direction * -Step)) / (2 * Step);
            difference.ShouldBe(slope, 1e-3, name);
        }

        double LossAt(Tensor weight, Tensor shift)
        {
            using var off = no_grad();
            weight.add_(shift);
            double loss = Loss(model, source, target, labels, Smoothing).item<float>();
            weight.sub_(shift);
            return loss;
        }
    }

    [Fact]
    public void Evaluate_SameBatch_GivesTheLossThatBackwardReports()
    {
        using var scope = NewDisposeScope();
        (var source, var target, var labels) = Batch();
        using var model = new TranslationTransformer(Shape, ScalarType.Float32, 0, seed: 4);
        var loss = new SmoothedCrossEntropy(model, Smoothing);
        (var evaluated, var evaluatedTokens) = loss.Evaluate(model.States(source, target), labels);
        (var trained, var trainedTokens) = loss.Backward(model.States(source, target), labels);
        evaluated.ShouldBe(trained, 1e-4);
        evaluatedTokens.ShouldBe(trainedTokens);
    }

    /// <summary>The loss as a textbook writes it, for autograd to differentiate.</summary>
    private static Tensor Loss(TranslationTransformer model, Tensor source, Tensor target, Tensor labels, double smoothing)
    {
        var logits = model.States(source, target).matmul(model.Embedding.t()) + model.OutputBias;
        var real = labels.ne(Shape.PadTokenId).to(float32);
        return (EachLoss(logits, labels, smoothing) * real).sum() / real.sum();
    }

    private static Tensor EachLoss(Tensor logits, Tensor labels, double smoothing)
    {
        var logProbabilities = logits.log_softmax(-1);
        var likelihood = logProbabilities.gather(2, labels.unsqueeze(2)).squeeze(2);
        return -((1 - smoothing) * likelihood) - (smoothing * logProbabilities.mean([2]));
    }

    private static (Tensor Source, Tensor Target, Tensor Labels) Batch()
    {
        long pad = Shape.PadTokenId;
        return (
            tensor(new long[] { 1, 2, 3, 4, 5, pad }, [2, 3]),
            tensor(new long[] { pad, 6, 7, pad, 8, pad }, [2, 3]),
            tensor(new long[] { 6, 7, 0, 8, 0, pad }, [2, 3])
        );
    }
}
