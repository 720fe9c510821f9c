using CsCheck;
using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Shadow.Tests.Statistics;

public sealed class BinomialBoundTests
{
    /// <summary>As <c>scipy.stats.beta.ppf(1 - delta, k + 1, n - k)</c> gives them.</summary>
    [Theory]
    [InlineData(0, 59, 0.05, 0.04950753)]
    [InlineData(0, 10, 0.05, 0.25886555)]
    [InlineData(3, 100, 0.05, 0.07571079)]
    [InlineData(50, 100, 0.025, 0.60167887)]
    [InlineData(100, 5000, 0.05, 0.02357300)]
    [InlineData(4990, 5000, 0.05, 0.99891453)]
    public void Upper_OfCounts_IsTheQuantileOfTheBetaDistribution(long differing, long total, double delta, double expected) =>
        BinomialBound.Upper(differing, total, delta).ShouldBe(expected, 2e-6);

    [Fact]
    public void Upper_OfAllOrNothing_IsOne()
    {
        BinomialBound.Upper(7, 7, 0.05).ShouldBe(1);
        BinomialBound.Upper(0, 0, 0.05).ShouldBe(1);
    }

    [Fact]
    public void MostEvents_OfAnyRate_AreTheMostThatItAllows() =>
        Gen.Select(Gen.Long[1, 3000], Gen.Double[0.001, 0.999])
            .Sample(
                (total, rate) =>
                {
                    var most = BinomialBound.MostEvents(total, rate, 0.05);
                    (most < 0 || BinomialBound.Upper(most, total, 0.05) <= rate).ShouldBeTrue();
                    (most == total || BinomialBound.Upper(most + 1, total, 0.05) > rate).ShouldBeTrue();
                },
                iter: 300
            );
}
