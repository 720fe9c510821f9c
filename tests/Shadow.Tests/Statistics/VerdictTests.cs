using Shouldly;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;
using Xunit;

namespace TransformerService.Shadow.Tests.Statistics;

public sealed class VerdictTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, ShadowVerdict.Undecided)]
    [InlineData(0, 50, 0, 5, ShadowVerdict.Undecided)]
    [InlineData(0, 500, 0, 50, ShadowVerdict.Holds)]
    [InlineData(100, 500, 0, 50, ShadowVerdict.Undecided)] // so few noise samples leave room for much noise
    [InlineData(100, 500, 0, 200, ShadowVerdict.Strays)]
    [InlineData(100, 500, 40, 200, ShadowVerdict.Undecided)] // all of it is noise
    [InlineData(0, 500, 0, 0, ShadowVerdict.Holds)] // noise could only make the excess smaller
    [InlineData(500, 500, 0, 0, ShadowVerdict.Undecided)] // it could be noise for all that is known
    public void Of_Counts_IsTheVerdictAtFivePercent(int differing, int total, int noisy, int noises, ShadowVerdict verdict) =>
        Verdict.Of(new(differing, total), new DifferenceCount(noisy, noises), 0.05).ShouldBe(verdict);

    [Theory]
    [InlineData(0, 200, ShadowVerdict.Holds)]
    [InlineData(10, 200, ShadowVerdict.Undecided)]
    [InlineData(40, 200, ShadowVerdict.Strays)]
    public void Of_NoiseTakenToBeZero_NeedsNoNoiseSamples(int differing, int total, ShadowVerdict verdict) =>
        Verdict.Of(new(differing, total), null, 0.05).ShouldBe(verdict);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Of_MarginOutOfRange_Throws(double margin) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Verdict.Of(default, null, margin));

    [Fact]
    public void Of_MoreDifferThanThereAre_Throws() => Should.Throw<ArgumentOutOfRangeException>(() => Verdict.Of(new(2, 1), null, 0.1));

    [Fact]
    public void Bounds_Margin_IsOutsideExactlyWhenTheVerdictIsThere()
    {
        DifferenceCount student = new(30, 400),
            noise = new(1, 400);
        (var low, var high) = Verdict.Bounds(student, noise);

        Verdict.Of(student, noise, high - 1e-6).ShouldBe(ShadowVerdict.Undecided);
        Verdict.Of(student, noise, high + 1e-6).ShouldBe(ShadowVerdict.Holds);
        low.ShouldBeGreaterThan(0.001);
        Verdict.Of(student, noise, low + 1e-6).ShouldBe(ShadowVerdict.Undecided);
        Verdict.Of(student, noise, low - 1e-6).ShouldBe(ShadowVerdict.Strays);
    }
}
