using Shouldly;
using TransformerService.Evaluation.Reporting.Charts;
using Xunit;

namespace TransformerService.Distillation.Tests.Reporting.Charts;

public sealed class AxisTests
{
    [Fact]
    public void Of_ValuesCloserThanTheLeastSpan_StandInTheMiddle()
    {
        var axis = Axis.Of([91.10, 91.13], leastSpan: 5);
        (axis.Ticks[^1] - axis.Ticks[0]).ShouldBeGreaterThanOrEqualTo(5);
        axis.Place(91.115).ShouldBeInRange(0.3, 0.7);
        Axis.Of([1, 2], fromZero: true, leastSpan: 10).Ticks[0].ShouldBe(0);
        Axis.Of([10, 90], leastSpan: 5).Ticks.ShouldBe(Axis.Of([10, 90]).Ticks);
    }

    [Theory]
    [InlineData(new[] { 3.0, 10.0 }, false, "2 4 6 8 10")]
    [InlineData(new[] { 3.0, 10.0 }, true, "0 2 4 6 8 10")]
    [InlineData(new[] { 2.41, 2.52 }, false, "2.40 2.42 2.44 2.46 2.48 2.50 2.52")]
    [InlineData(new[] { 0.1, 0.3 }, false, "0.10 0.15 0.20 0.25 0.30")]
    [InlineData(new[] { 12.34, 250 }, true, "0 50 100 150 200 250")]
    [InlineData(new[] { -3.0, 4.0 }, false, "-4 -2 0 2 4")]
    [InlineData(new[] { 31.2 }, false, "28 30 32 34 36")]
    [InlineData(new[] { 0.0 }, true, "0.0 0.1 0.2 0.3 0.4 0.5")]
    [InlineData(new double[0], false, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(new[] { double.NaN, 1, double.PositiveInfinity, 2 }, false, "1.0 1.2 1.4 1.6 1.8 2.0")]
    public void Of_Values_HasRoundTicksAroundThem(double[] values, bool fromZero, string labels)
    {
        var axis = Axis.Of(values, fromZero);
        string.Join(' ', axis.Ticks.Select(axis.Label)).ShouldBe(labels);
    }

    [Fact]
    public void Place_Value_IsItsShareOfTheAxis()
    {
        var axis = Axis.Of([3, 10]); // 2 to 10
        axis.Place(2).ShouldBe(0);
        axis.Place(4).ShouldBe(0.25);
        axis.Place(10).ShouldBe(1);
    }
}
