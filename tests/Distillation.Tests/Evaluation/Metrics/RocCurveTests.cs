using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

public sealed class RocCurveTests
{
    [Theory]
    [InlineData(new[] { 0.8, 0.9 }, new[] { 0.1, 0.2 }, 1.0)]
    [InlineData(new[] { 0.1, 0.2 }, new[] { 0.8, 0.9 }, 0.0)]
    [InlineData(new[] { 0.5, 0.5 }, new[] { 0.5, 0.5, 0.5 }, 0.5)]
    [InlineData(new[] { 0.1, 0.4, 0.35, 0.8 }, new[] { 0.2, 0.35 }, 0.6875)] // won: 0, 2, 1.5 and 2 of 8
    public void Area_SmallGroups_CountsWonPairs(double[] positives, double[] negatives, double area) =>
        RocCurve.Area(positives, negatives).ShouldBe(area, 1e-12);

    [Fact]
    public void Area_GroupMissing_Throws()
    {
        Should.Throw<ArgumentException>(() => RocCurve.Area([], [1]));
        Should.Throw<ArgumentException>(() => RocCurve.Area([1], []));
    }
}
