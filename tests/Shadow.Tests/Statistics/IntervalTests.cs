using CsCheck;
using Shouldly;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;
using Xunit;

namespace TransformerService.Shadow.Tests.Statistics;

public sealed class IntervalTests
{
    /// <summary>Newcombe 1998 ("Two-sided confidence intervals for the single proportion"), table I, method 3, to four places.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Of_KnownCounts_IsWilsonsInterval(int differing, int total, double low, double high)
    {
        var estimate = Interval.Of(new DifferenceCount(differing, total));

        estimate.Rate.ShouldBe((double)differing / total);
        estimate.Low.ShouldBe(low, 5e-5);
        estimate.High.ShouldBe(high, 5e-5);
        estimate.N.ShouldBe(total);
    }

    [Fact]
    public void Of_NoSamples_MayBeAnything() => Interval.Of(default).ShouldBe(new RateEstimate(0, 0, 1, 0));

    [Fact]
    public void Of_All_IsTheMirrorOfNone()
    {
        var all = Interval.Of(new DifferenceCount(20, 20));
        all.Low.ShouldBe(1 - Interval.Of(new DifferenceCount(0, 20)).High, 1e-12);
        all.High.ShouldBe(1);
    }

    /// <summary>Newcombe 1998 ("Interval estimation for the difference"), table II, method 10, to four places.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(5, 56, 0, 29, 0, 0.1926)] // −0.0381 there; nothing is below 0 here
    public void Excess_KnownCounts_IsNewcombesInterval(int student, int students, int noise, int noises, double low, double high)
    {
        var estimate = Interval.Excess(new DifferenceCount(student, students), new DifferenceCount(noise, noises));

        estimate.Rate.ShouldBe(((double)student / students) - ((double)noise / noises), 1e-12);
        estimate.Low.ShouldBe(low, 5e-5);
        estimate.High.ShouldBe(high, 5e-5);
        estimate.N.ShouldBe(students);
    }

    [Fact]
    public void Excess_WithoutNoiseSamples_IsTheStudentsRate() =>
        Interval.Excess(new DifferenceCount(3, 100), default).ShouldBe(Interval.Of(new DifferenceCount(3, 100)));

    [Fact]
    public void Excess_MoreNoiseThanDifference_IsZero() =>
        Interval.Excess(new DifferenceCount(1, 100), new DifferenceCount(9, 100)).Rate.ShouldBe(0);

    [Fact]
    public void Intervals_AnyCounts_HoldTheirRateWithinTheBounds() =>
        Gen.Select(Counts, Counts)
            .Sample(
                (student, noise) =>
                {
                    foreach (var estimate in (RateEstimate[])[Interval.Of(student), Interval.Excess(student, noise)])
                    {
                        estimate.Low.ShouldBeInRange(0, estimate.Rate);
                        estimate.High.ShouldBeInRange(estimate.Rate, 1);
                    }
                }
            );

    /// <summary>2, 4, 4, 4, 5, 5, 7, 9: mean 5, sample variance 32/7, t(7) = 2.364624.</summary>
    [Fact]
    public void Mean_ByHand_IsStudentsInterval()
    {
        var estimate = Interval.Mean(8, 40, 232);

        var half = 2.364624 * Math.Sqrt(32.0 / 7 / 8);
        estimate.Mean.ShouldBe(5);
        estimate.Low.ShouldNotBeNull().ShouldBe(5 - half, 2e-3);
        estimate.High.ShouldNotBeNull().ShouldBe(5 + half, 2e-3);
    }

    [Fact]
    public void Mean_OneNumber_HasNoInterval() => Interval.Mean(1, 0.25, 0.0625).ShouldBe(new MeanEstimate(0.25, null, null, 1));

    [Fact]
    public void Mean_EqualNumbers_HaveAnIntervalWithoutWidth() => Interval.Mean(3, 3, 3).ShouldBe(new MeanEstimate(1, 1, 1, 3));

    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(2, 4.3027)]
    [InlineData(3, 3.1824)]
    [InlineData(5, 2.5706)]
    [InlineData(10, 2.2281)]
    [InlineData(30, 2.0423)]
    [InlineData(1_000_000, 1.9600)]
    public void T_TableValues_AreMetWithinOnePercent(long freedom, double quantile) =>
        Normal.T(freedom).ShouldBe(quantile, 0.01 * quantile);

    private static Gen<DifferenceCount> Counts =>
        Gen.Select(Gen.Int[0, 2000], Gen.Int[0, 2000])
            .Select((left, right) => new DifferenceCount(Math.Min(left, right), Math.Max(left, right)));
}
