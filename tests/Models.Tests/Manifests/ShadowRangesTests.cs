using Shouldly;
using TransformerService.Models.Manifests;
using Xunit;

namespace TransformerService.Models.Tests.Manifests;

public sealed class ShadowRangesTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(-0.001, false)]
    [InlineData(1.001, false)]
    [InlineData(double.NaN, false)]
    public void SampleRate_AtItsEnds_ContainsBoth(double value, bool isAllowed) =>
        ShadowRanges.SampleRate.Contains(value).ShouldBe(isAllowed);

    [Theory]
    [InlineData(double.Epsilon, true)]
    [InlineData(1_000_000, true)]
    [InlineData(0, false)]
    [InlineData(1_000_000.1, false)]
    [InlineData(double.PositiveInfinity, false)]
    [InlineData(double.NaN, false)]
    public void MaxPerSecond_AtItsEnds_ContainsTheUpperOne(double value, bool isAllowed) =>
        ShadowRanges.MaxPerSecond.Contains(value).ShouldBe(isAllowed);

    [Theory]
    [InlineData(double.Epsilon, true)]
    [InlineData(0.999, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(double.NaN, false)]
    public void Margin_AtItsEnds_ContainsNeither(double value, bool isAllowed) => ShadowRanges.Margin.Contains(value).ShouldBe(isAllowed);
}
