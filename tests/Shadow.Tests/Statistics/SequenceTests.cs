using CsCheck;
using Shouldly;
using TransformerService.Evaluation.Metrics;
using TransformerService.Shadow.Statistics;
using Xunit;

namespace TransformerService.Shadow.Tests.Statistics;

public sealed class SequenceTests
{
    /// <summary>ln Γ at ½ (ln √π), 1, 5 (ln 24), 10.5 and 1000.</summary>
    [Theory]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(1, 0)]
    [InlineData(5, 3.1780538303479458)]
    [InlineData(10.5, 13.940625219403763)]
    [InlineData(1000, 5905.220423209181)]
    public void LogGamma_KnownValues_AreMet(double x, double value) => LogGamma.Of(x).ShouldBe(value, 1e-11 * Math.Max(1, value));

    /// <summary>
    /// One success: B(3/2, 1/2) / B(1/2, 1/2) = 1/2, so the evidence against p is 1 / (2p). Then one failure: 1/8 by p(1 − p).
    /// </summary>
    [Fact]
    public void LogEvidence_ByHand_IsTheRatioOfLikelihoods()
    {
        new RateSequence(default).LogEvidence(0.3).ShouldBe(0, 1e-12);
        new RateSequence(new DifferenceCount(1, 1)).LogEvidence(0.05).ShouldBe(Math.Log(10), 1e-12);
        new RateSequence(new DifferenceCount(1, 2)).LogEvidence(0.1).ShouldBe(Math.Log(0.125 / 0.09), 1e-12);
        new RateSequence(new DifferenceCount(1, 2)).LogEvidence(0).ShouldBe(double.PositiveInfinity);
    }

    /// <summary>A martingale: what is expected after the next sample is what is there, whatever the counts.</summary>
    [Fact]
    public void LogEvidence_NextSample_IsExpectedToChangeNothing() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300], Gen.Double[0.01, 0.99])
            .Sample(
                (differing, more, rate) =>
                {
                    var count = new DifferenceCount(differing, differing + more);
                    var now = new RateSequence(count).LogEvidence(rate);
                    var expected =
                        (rate * Math.Exp(new RateSequence(count.With(true)).LogEvidence(rate) - now))
                        + ((1 - rate) * Math.Exp(new RateSequence(count.With(false)).LogEvidence(rate) - now));
                    expected.ShouldBe(1, 1e-9);
                }
            );

    [Fact]
    public void Refuses_MoreThanTwoSequencesWould_NeverLess() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 400], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Double[0.01, 0.5])
            .Sample(
                (differing, same, noisy, quiet, excess) =>
                {
                    DifferenceCount student = new(differing, differing + same),
                        noise = new(noisy, noisy + quiet);
                    (RateSequence left, RateSequence right) = (new(student), new(noise));
                    var limit = Math.Log(2 / ExcessSequence.Alpha);
                    var union = Enumerable
                        .Range(0, 2001)
                        .Select(step => (1 - excess) * step / 2000.0)
                        .All(rate => left.LogEvidence(Math.Min(1, rate + excess)) >= limit || right.LogEvidence(rate) >= limit + 1e-6);
                    if (union)
                    {
                        new ExcessSequence(student, noise).Refuses(excess).ShouldBeTrue();
                    }
                },
                iter: 300
            );

    [Fact]
    public void Interval_AnyCounts_IsWhatIsNotRefused() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 400], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Bool)
            .Sample(
                (differing, same, noisy, quiet, measured) =>
                {
                    var sequence = new ExcessSequence(
                        new(differing, differing + same),
                        measured ? new DifferenceCount(noisy, noisy + quiet) : null
                    );
                    (var low, var high) = sequence.Interval();
                    sequence.Observed.ShouldBeInRange(low, high);
                    foreach (var step in (double[])[0.01, 0.5, 0.99])
                    {
                        sequence.Refuses(low + (step * (high - low))).ShouldBeFalse();
                    }

                    sequence.Refuses(low - 1e-6).ShouldBe(low > -1 + 1e-6);
                    if (high < 1)
                    {
                        sequence.Refuses(high + 1e-6).ShouldBeTrue();
                    }
                },
                iter: 300
            );
}
