using CsCheck;
using Shouldly;
using TransformerService.Evaluation.Metrics;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;
using Xunit;

namespace TransformerService.Shadow.Tests.Statistics;

public sealed class PairedSequenceTests
{
    private const int Streams = 10_000,
        Samples = 1000;

    private static readonly Gen<PairedCount> Counts = Gen.Select(
        Gen.Long[0, 300],
        Gen.Long[0, 300],
        Gen.Long[0, 3000],
        (onlyNew, onlyOld, rest) => new PairedCount(onlyNew + onlyOld + rest, onlyNew, onlyOld)
    );

    [Fact]
    public void LogEvidence_OfAnExcess_IsTheLeastOverAllRatesThatHaveIt() =>
        Gen.Select(Counts, Gen.Double[-0.98, 0.98])
            .Sample(
                (count, excess) =>
                {
                    var least = Enumerable.Range(0, 2001).Min(step => At(count, excess, step / 2000.0));
                    var found = new PairedSequence(count).LogEvidence(excess);
                    found.ShouldBeLessThanOrEqualTo(least + 1e-6);
                    if (double.IsFinite(least))
                    {
                        found.ShouldBeGreaterThan(least - (0.01 * (1 + Math.Abs(least))) - 0.1);
                    }
                },
                iter: 300
            );

    [Fact]
    public void LogEvidence_VersionsExchanged_IsThatOfTheOppositeExcess() =>
        Gen.Select(Counts, Gen.Double[-1, 1])
            .Sample(
                (count, excess) =>
                {
                    double one = new PairedSequence(count).LogEvidence(excess),
                        other = new PairedSequence(new PairedCount(count.Total, count.OnlyOld, count.OnlyNew)).LogEvidence(-excess);
                    (one.Equals(other) || Math.Abs(one - other) < 1e-6 * Math.Max(1, Math.Abs(one))).ShouldBeTrue();
                }
            );

    [Fact]
    public void Interval_OfAnyCounts_HoldsTheObservedExcessAndIsWhatIsNotRefused() =>
        Counts.Sample(count =>
        {
            var sequence = new PairedSequence(count);
            (var low, var high) = sequence.Interval();
            low.ShouldBeLessThanOrEqualTo(count.Excess);
            high.ShouldBeGreaterThanOrEqualTo(count.Excess);
            sequence.Refuses(count.Excess).ShouldBeFalse();
            sequence.Refuses((low + high) / 2).ShouldBeFalse();
        });

    [Fact]
    public void Interval_WithoutSamples_IsEverything()
    {
        new PairedSequence(default).Interval().ShouldBe((-1, 1));
        CanaryEvidence.Of("v1", default, 0.01).Verdict.ShouldBe(CanaryVerdict.Undecided);
    }

    [Theory]
    [InlineData(10, -1, 0)]
    [InlineData(10, 0, -1)]
    [InlineData(10, 6, 5)]
    public void New_ImpossibleCounts_AreRefused(long total, long onlyNew, long onlyOld) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PairedSequence(new PairedCount(total, onlyNew, onlyOld)));

    /// <summary>At the margin both <c>notWorse</c> and <c>worse</c> are false. Looked at after every sample.</summary>
    [Theory]
    [InlineData(0.01, 0.02, 0.1)]
    [InlineData(0.03, 0, 0)]
    [InlineData(0.1, 0.3, 0.2)]
    public void Of_ExcessAtTheMargin_IsWronglyDecidedInAtMostOneStreamOf20(double margin, double onlyOld, double both)
    {
        var wrong = Enumerable
            .Range(0, Streams)
            .AsParallel()
            .Count(stream => Decide(stream, onlyOld + margin, onlyOld, both, margin, Samples).Verdict != CanaryVerdict.Undecided);

        TestContext.Current.TestOutputHelper?.WriteLine($"{wrong} of {Streams} streams");
        wrong.ShouldBeLessThanOrEqualTo(Streams / 20);
    }

    /// <summary>The samples that docs/decisions/0027-promotion.md states.</summary>
    [Theory]
    [InlineData(0.03, 0.02, 0.01, CanaryVerdict.Worse, 6800)]
    [InlineData(0.03, 0, 0.01, CanaryVerdict.Worse, 1900)]
    [InlineData(0, 0.02, 0.02, CanaryVerdict.NotWorse, 4200)]
    [InlineData(-0.02, 0.04, 0.01, CanaryVerdict.NotWorse, 2600)]
    public void Of_PlantedExcess_IsFoundWithinTheStatedSamplesIn95Of100Streams(
        double excess,
        double onlyOld,
        double margin,
        CanaryVerdict expected,
        int samples
    )
    {
        var found = Enumerable
            .Range(0, 400)
            .AsParallel()
            .Select(stream => Decide(stream, onlyOld + excess, onlyOld, 0.05, margin, 20_000))
            .Select(stream => stream.Verdict == expected ? stream.Samples : int.MaxValue)
            .Order()
            .ToList();

        TestContext.Current.TestOutputHelper?.WriteLine($"median {found[200]}, 95 %: {found[380]}");
        found[380].ShouldBeLessThanOrEqualTo(samples);
    }

    private static double At(PairedCount count, double excess, double place)
    {
        double low = Math.Max(0, -excess),
            high = (1 - excess) / 2,
            old = low + (place * (high - low)),
            rest = count.Total - count.OnlyNew - count.OnlyOld;
        var mixture =
            LogGamma.Of(count.OnlyNew + 0.5)
            + LogGamma.Of(count.OnlyOld + 0.5)
            + LogGamma.Of(rest + 0.5)
            - LogGamma.Of(count.Total + 1.5)
            - Math.Log(2 * Math.PI);
        return mixture - Term(count.OnlyOld, old) - Term(count.OnlyNew, old + excess) - Term(rest, 1 - (2 * old) - excess);
    }

    private static double Term(double count, double probability) => count == 0 ? 0 : count * Math.Log(Math.Max(0, probability));

    private static (CanaryVerdict Verdict, int Samples) Decide(
        int seed,
        double onlyNew,
        double onlyOld,
        double both,
        double margin,
        int samples
    )
    {
        var random = new Random(seed);
        PairedCount count = default;
        for (var sample = 1; sample <= samples; sample++)
        {
            var draw = random.NextDouble();
            count = count.With(newDiffers: draw < onlyNew + both, oldDiffers: draw >= onlyNew && draw < onlyNew + both + onlyOld);
            var sequence = new PairedSequence(count);
            if (sequence.Refuses(margin))
            {
                return (count.Excess < margin ? CanaryVerdict.NotWorse : CanaryVerdict.Worse, sample);
            }
        }

        return (CanaryVerdict.Undecided, samples);
    }
}
