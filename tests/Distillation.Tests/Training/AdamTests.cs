using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Training;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Training;

public sealed class AdamTests
{
    [Fact]
    public void Update_SeveralSteps_FollowsThePapersFormulas()
    {
        using var scope = NewDisposeScope();
        using var store = new WeightStore(ScalarType.Float32, 1);
        var weight = store.Matrix("w", 5, 7);
        using var adam = new Adam(store, 0.9, 0.98, 1e-9, decay: 0.01);
        double[] expected = [.. weight.detach().data<float>().Select(value => (double)value)];
        double[] first = new double[35],
            second = new double[35];
        var random = new Random(2);
        for (var step = 1; step <= 4; step++)
        {
            float[] gradient = [.. Enumerable.Range(0, 35).Select(_ => (float)(random.NextDouble() - 0.5))];
            weight.grad = tensor(gradient, [5, 7]).DetachFromDisposeScope();

            adam.Update(0.1, gradientScale: 0.5);

            for (var index = 0; index < 35; index++)
            {
                var g = gradient[index] * 0.5;
                first[index] = (0.9 * first[index]) + (0.1 * g);
                second[index] = (0.98 * second[index]) + (0.02 * g * g);
                expected[index] -=
                    0.1 * first[index] / (1 - Math.Pow(0.9, step)) / (Math.Sqrt(second[index] / (1 - Math.Pow(0.98, step))) + 1e-9)
                    + (0.01 * 0.1 * expected[index]);
            }
        }

        float[] found = [.. weight.detach().data<float>()];
        for (var index = 0; index < 35; index++)
        {
            found[index].ShouldBe((float)expected[index], 1e-4f);
        }
    }

    [Fact]
    public void Update_RateFactors_ScaleStepAndDecayOfEachWeight()
    {
        using var scope = NewDisposeScope();
        using var store = new WeightStore(ScalarType.Float32, 1);
        Tensor slow = store.Matrix("slow", 3, 4),
            fast = store.Matrix("fast", 3, 4);
        using (no_grad())
        {
            slow.copy_(fast);
        }

        using var adam = new Adam(store, decay: 0.01, rateFactor: name => name == "slow" ? 0.25 : 1);
        var before = fast.detach().clone();
        foreach (var weight in new[] { slow, fast })
        {
            weight.grad = full(3, 4, 0.5).to(float32).DetachFromDisposeScope();
        }

        adam.Update(0.1, gradientScale: 1);

        var change = (fast.detach() - before) * 0.25;
        (slow.detach() - before - change).abs().max().item<float>().ShouldBeLessThan(1e-6f);
        change.abs().max().item<float>().ShouldBeGreaterThan(0.02f);
    }

    [Fact]
    public void Update_Bfloat16Weights_KeepsSmallStepsInTheMasters()
    {
        using var scope = NewDisposeScope();
        using var store = new WeightStore(ScalarType.BFloat16, 1);
        var weight = store.Matrix("w", 4, 4);
        using var adam = new Adam(store);
        var before = adam.State.Single().Master[0];
        for (var step = 0; step < 100; step++)
        {
            weight.grad = ones_like(weight, requires_grad: false).DetachFromDisposeScope();
            adam.Update(1e-6, 1);
        }

        // Each step is far below what bfloat16 can tell apart; together they are not lost.
        adam.State.Single().Master[0].ShouldBe(before - 1e-4f, 3e-6f);
    }

    [Fact]
    public void GradientNorm_OfAllWeights_IsTheRootOfTheSumOfSquares()
    {
        using var scope = NewDisposeScope();
        using var store = new WeightStore(ScalarType.Float32, 1);
        Tensor first = store.Matrix("a", 1, 2),
            second = store.Vector("b", 1, 0);
        using var adam = new Adam(store);
        first.grad = tensor(new float[] { 3, 0 }, [1, 2]).DetachFromDisposeScope();
        second.grad = tensor(new float[] { 4 }, [1]).DetachFromDisposeScope();
        adam.GradientNorm().ShouldBe(5, 1e-6);
    }
}
