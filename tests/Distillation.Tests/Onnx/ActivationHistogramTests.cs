using Shouldly;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.Quantization;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

public sealed class ActivationHistogramTests
{
    [Fact]
    public void Range_Of100Percent_IsMinimumAndMaximum()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([0.25f, -0.5f]);
        histogram.Add([7f, 3f]);
        ActivationRange range = histogram.Range(100);
        range.Minimum.ShouldBe(-0.5f, 1e-2f);
        range.Maximum.ShouldBe(7f, 1e-2f);
    }

    [Fact]
    public void Range_OfFewerPercent_CutsOffAsMuchOnEitherSide()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([.. Enumerable.Range(-1000, 2001).Select(i => i / 100f)]);
        ActivationRange range = histogram.Range(99);
        range.Minimum.ShouldBe(-9.9f, 0.02f);
        range.Maximum.ShouldBe(9.9f, 0.02f);
    }

    [Fact]
    public void Range_PositiveValues_ContainsZero()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([3f, 4f]);
        ActivationRange range = histogram.Range(100);
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
