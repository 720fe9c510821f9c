using Shouldly;
using TransformerService.Distillation.Modeling;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Modeling;

public sealed class SsruTests
{
    private const int Batch = 3,
        Length = 6,
        Features = 5;

    [Fact]
    public void Scan_RandomGates_IsTheRecurrenceByHandWithItsGradients()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        Tensor forget = rand([Batch, Length, Features], float64).requires_grad_(),
            values = randn([Batch, Length, Features], float64).requires_grad_(),
            above = randn([Batch, Length, Features], float64);

        var states = Ssru.Scan(forget, values);
        (states * above).sum().backward();

        states.shape.ShouldBe([Batch, Length, Features]);
        for (var row = 0; row < Batch; row++)
        {
            for (var feature = 0; feature < Features; feature++)
            {
                double[] f = Series(forget, row, feature),
                    u = Series(values, row, feature),
                    g = Series(above, row, feature),
                    c = new double[Length];
                for (var t = 0; t < Length; t++)
                {
                    c[t] = (f[t] * (t == 0 ? 0 : c[t - 1])) + ((1 - f[t]) * u[t]);
                }

                Series(states, row, feature).ShouldBe(c, 1e-12);
                double[] toGate = new double[Length],
                    toValue = new double[Length];
                double carried = 0;
                for (var t = Length - 1; t >= 0; t--)
                {
                    carried += g[t];
                    toGate[t] = carried * ((t == 0 ? 0 : c[t - 1]) - u[t]);
                    toValue[t] = carried * (1 - f[t]);
                    carried *= f[t];
                }

                Series(forget.grad.ShouldNotBeNull(), row, feature).ShouldBe(toGate, 1e-12);
                Series(values.grad.ShouldNotBeNull(), row, feature).ShouldBe(toValue, 1e-12);
            }
        }
    }

    [Fact]
    public void Forward_Bfloat16Products_KeepsTheStateInFloat32()
    {
        using var scope = NewDisposeScope();
        using WeightStore weights = new(ScalarType.Float32, seed: 1),
            rounded = new(ScalarType.BFloat16, seed: 1);
        var x = randn(Batch, 200, Features, generator: new Generator(4));

        Tensor exact = new Ssru(weights, "ssru", Features).Forward(x),
            near = new Ssru(rounded, "ssru", Features).Forward(x);

        near.dtype.ShouldBe(ScalarType.Float32);
        exact.min().item<float>().ShouldBe(0);
        exact.max().item<float>().ShouldBeGreaterThan(0.1f);

        // Rounding of a product, once each; in a state of bfloat16 it would add up over 200 positions.
        (near - exact)
            .abs()
            .max()
            .item<float>()
            .ShouldBeLessThan(0.03f);
    }

    private static double[] Series(Tensor tensor, int row, int feature) =>
        [.. Enumerable.Range(0, Length).Select(t => tensor.detach()[row, t, feature].item<double>())];
}
