using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Quantization;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

public sealed class ActivationHistogramTests
{
    [Fact]
    public void Range_MinMax_IsMinimumAndMaximum()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([0.25f, -0.5f]);
        histogram.Add([7f, 3f]);
        var range = histogram.Range(RangeMethod.MinMax);
        range.Minimum.ShouldBe(-0.5f, 1e-2f);
        range.Maximum.ShouldBe(7f, 1e-2f);
    }

    [Fact]
    public void Range_Percentile_CutsOffAsMuchOnEitherSide()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([.. Enumerable.Range(-1000, 2001).Select(i => i / 100f)]);
        var range = histogram.Range(RangeMethod.Percentile, 99);
        range.Minimum.ShouldBe(-9.9f, 0.02f);
        range.Maximum.ShouldBe(9.9f, 0.02f);
    }

    [Fact]
    public void Range_LeastErrorOfValuesWithOneFarOff_ClipsIt()
    {
        var random = new Random(2);
        var histogram = new ActivationHistogram();
        histogram.Add([.. Enumerable.Range(0, 1_000_000).Select(_ => (float)(random.NextDouble() + random.NextDouble() - 1)), 6f]);
        var range = histogram.Range(RangeMethod.LeastError);
        range.Maximum.ShouldBeInRange(1f, 3f);
    }

    [Fact]
    public void Range_LeastErrorOfEvenlySpreadValues_KeepsThemAll()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([.. Enumerable.Range(-50_000, 100_001).Select(i => i / 10_000f)]);
        var range = histogram.Range(RangeMethod.LeastError);
        range.Minimum.ShouldBe(-5, 0.2f);
        range.Maximum.ShouldBe(5, 0.2f);
    }

    [Fact]
    public void Range_PositiveValues_ContainsZero()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([3f, 4f]);
        var range = histogram.Range(RangeMethod.MinMax);
        range.Minimum.ShouldBe(0);
        range.ZeroPoint.ShouldBe((byte)0);
        range.Scale.ShouldBe(4f / 255, 1e-6f);
    }

    [Fact]
    public void Add_NotFinite_Throws()
    {
        var histogram = new ActivationHistogram();
        Should.Throw<ExportException>(() => histogram.Add([1f, float.NaN]));
        Should.Throw<ExportException>(() => histogram.Add([1f, float.PositiveInfinity]));
    }
}
