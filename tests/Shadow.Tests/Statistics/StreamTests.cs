using Shouldly;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;
using Xunit;

namespace TransformerService.Shadow.Tests.Statistics;

/// <summary>Simulated streams, looked at after every sample: what a dashboard that nobody closes does.</summary>
public sealed class StreamTests
{
    private const int Streams = 2000,
        Samples = 2000;

    /// <summary>At the margin both <c>holds</c> and <c>strays</c> are false.</summary>
    [Theory]
    [InlineData(0.05, 0)]
    [InlineData(0.05, 0.03)]
    [InlineData(0.2, 0.01)]
    public void Of_ExcessAtTheMargin_IsWronglyDecidedInAtMostOneStreamOf20(double margin, double noise)
    {
        var wrong = Enumerable
            .Range(0, Streams)
            .AsParallel()
            .Count(stream => Decided(new Random(stream), margin, noise, margin + noise, 10));

        wrong.ShouldBeLessThanOrEqualTo(Streams / 20);
    }

    [Fact]
    public void Of_NoiseTakenToBeZeroAtTheMargin_IsWronglyDecidedInAtMostOneStreamOf20()
    {
        var wrong = Enumerable.Range(0, Streams).AsParallel().Count(stream => Decided(new Random(stream), 0.05, null, 0.05, 10));

        wrong.ShouldBeLessThanOrEqualTo(Streams / 20);

        // Nor is it so careful that it never errs: that would cost samples.
        wrong.ShouldBeGreaterThan(Streams / 200);
    }

    /// <summary>A plain 95 % interval, looked at as often, is what the sequence is there to replace.</summary>
    [Fact]
    public void Interval_LookedAtAllTheTime_WouldLie()
    {
        var wrong = Enumerable
            .Range(0, 200)
            .AsParallel()
            .Count(stream =>
            {
                var random = new Random(stream);
                DifferenceCount count = default;
                for (var sample = 0; sample < Samples; sample++)
                {
                    count = count.With(random.NextDouble() < 0.05);
                    var look = Interval.Of(count);
                    if (sample >= 30 && (look.Low > 0.05 || look.High < 0.05))
                    {
                        return true;
                    }
                }

                return false;
            });

        wrong.ShouldBeGreaterThan(40);
    }

    /// <summary>The teacher as its own student: the same answers, the same noise.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void Of_TeacherAsStudent_Holds(double noise)
    {
        var held = 0;
        for (var stream = 0; stream < 20; stream++)
        {
            (var student, var own) = Run(new Random(stream), noise, noise, 2000, 10);
            held += Verdict.Of(student, own, 0.05) == ShadowVerdict.Holds ? 1 : 0;
            var excess = Interval.Excess(student, own);
            excess.Low.ShouldBe(0);
            excess.Rate.ShouldBeLessThan(0.01);
        }

        held.ShouldBe(20);
    }

    /// <summary>5 % of the student's answers are corrupted, on top of the teacher's noise.</summary>
    [Theory]
    [InlineData(0, 0.02, 4000, 100)]
    [InlineData(0.01, 0.01, 10_000, 1000)]
    public void Of_PlantedCorruption_IsFoundAndMeasured(double noise, double margin, int samples, int runs)
    {
        int covered = 0,
            strays = 0;
        for (var run = 0; run < runs; run++)
        {
            var random = new Random(run);
            (var student, var own) = Run(random, noise + 0.05, noise, samples, 5);
            var excess = Interval.Excess(student, own);
            covered += excess.Low <= 0.05 && excess.High >= 0.05 ? 1 : 0;
            strays += Verdict.Of(student, own, margin) == ShadowVerdict.Strays ? 1 : 0;
        }

        ((double)covered / runs).ShouldBeGreaterThanOrEqualTo(0.93);
        strays.ShouldBe(runs);
    }

    private static bool Decided(Random random, double margin, double? noise, double rate, int noiseEvery)
    {
        DifferenceCount student = default;
        DifferenceCount? own = noise is null ? null : default(DifferenceCount);
        for (var sample = 0; sample < Samples; sample++)
        {
            student = student.With(random.NextDouble() < rate);
            if (own is { } before && sample % noiseEvery == 0)
            {
                own = before.With(random.NextDouble() < noise);
            }

            if (Verdict.Of(student, own, margin) != ShadowVerdict.Undecided)
            {
                return true;
            }
        }

        return false;
    }

    private static (DifferenceCount Student, DifferenceCount Noise) Run(
        Random random,
        double rate,
        double noise,
        int samples,
        int noiseEvery
    )
    {
        DifferenceCount student = default,
            own = default;
        for (var sample = 0; sample < samples; sample++)
        {
            student = student.With(random.NextDouble() < rate);
            own = sample % noiseEvery == 0 ? own.With(random.NextDouble() < noise) : own;
        }

        return (student, own);
    }
}
