using Shouldly;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Replay;
using TransformerService.Shadow.Statistics;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Tests.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Statistics;

/// <summary>
/// Simulated traffic in which texts come again, looked at after every request. Each text differs or does not, always; how often texts do,
/// noise
/// taken off, is exactly the margin, so that both <c>holds</c> and <c>strays</c> are false.
/// </summary>
public sealed class RepeatedTextTests
{
    private const int Streams = 400,
        Requests = 1_200;
    private const double Margin = 0.05;

    [Theory]
    [InlineData("half is one text", null)]
    [InlineData("half is one text", 0.01)]
    [InlineData("half is one of ten texts in turn", null)]
    [InlineData("few texts are most of it", null)]
    public void Verdict_TrafficThatRepeatsTexts_IsAsSureAsItSays(string kind, double? noise)
    {
        var rate = Margin + (noise ?? 0);
        int wrong = 0,
            outside = 0,
            covered = 0,
            wouldBeWrong = 0,
            wouldCover = 0;
        Parallel.For(
            0,
            Streams,
            stream =>
            {
                var random = new Random(stream);
                var (findings, recent) = (new ReplayFindings(0), new RecentTexts(200));
                DifferenceCount everyRequest = default;
                bool isWrong = false,
                    isOutside = false,
                    isNaivelyWrong = false;
                var text = Texts(kind, random);
                for (var request = 0; request < Requests; request++)
                {
                    var number = text();
                    var differs = Place(stream, number) < rate;
                    everyRequest = everyRequest.With(differs);
                    isNaivelyWrong =
                        isNaivelyWrong || (request % 20 == 0 && Verdict.Of(everyRequest, null, rate) != ShadowVerdict.Undecided);
                    if (!Judge(findings, recent, Findings.Text(number, differs)))
                    {
                        continue;
                    }

                    if (noise is { } rateOfNoise && number % 10 == 0)
                    {
                        findings.Add(Findings.Text(number, Place(-stream - 1, number) < rateOfNoise, isNoise: true));
                    }

                    var student = findings.Totals.Student;
                    DifferenceCount? own = noise is null ? null : findings.Totals.Noise;
                    isWrong = isWrong || Verdict.Of(student, own, Margin) != ShadowVerdict.Undecided;
                    if (request % 50 == 0)
                    {
                        (var low, var high) = Verdict.Bounds(student, own);
                        isOutside = isOutside || Margin < low || Margin > high;
                    }
                }

                (findings.Totals.Student.Total + findings.Totals.Repeated).ShouldBe(Requests);
                Add(ref wrong, isWrong);
                Add(ref outside, isOutside);
                Add(ref wouldBeWrong, isNaivelyWrong);
                Add(ref covered, Covers(Interval.Excess(findings.Totals.Student, findings.Totals.Noise)));
                Add(ref wouldCover, Covers(Interval.Excess(everyRequest, findings.Totals.Noise)));
            }
        );

        wrong.ShouldBeLessThanOrEqualTo(Streams / 20);
        outside.ShouldBeLessThanOrEqualTo(Streams / 20);

        // 95 %, less three standard deviations of so many streams.
        covered.ShouldBeGreaterThanOrEqualTo((int)((0.95 - (3 * Math.Sqrt(0.95 * 0.05 / Streams))) * Streams));

        // Every request counted, as an interval of independent samples takes them: it would be of no use.
        wouldBeWrong.ShouldBeGreaterThan(Streams / 4);
        wouldCover.ShouldBeLessThan(Streams * 8 / 10);
    }

    /// <summary>What the lane does with a text; whether neither it nor who counts knew it.</summary>
    private static bool Judge(ReplayFindings findings, RecentTexts recent, TextFinding finding)
    {
        if (recent.Contains(finding.Mark))
        {
            findings.Count(finding.Key, totals => totals.AddRepeated());
            return false;
        }

        var before = findings.Totals.Student.Total;
        findings.Add(finding);
        recent.Add(finding.Mark);
        return findings.Totals.Student.Total > before;
    }

    private static Func<int> Texts(string kind, Random random)
    {
        int next = 100,
            turn = 0;
        var zipf = new double[3_000];
        for (var rank = 0; rank < zipf.Length; rank++)
        {
            zipf[rank] = (rank == 0 ? 0 : zipf[rank - 1]) + (1.0 / (rank + 1));
        }

        return kind switch
        {
            "half is one text" => () => random.Next(2) == 0 ? 0 : next++,
            "half is one of ten texts in turn" => () => random.Next(2) == 0 ? turn++ % 10 : next++,
            _ => () => Math.Abs(Array.BinarySearch(zipf, random.NextDouble() * zipf[^1])),
        };
    }

    /// <summary>A place in [0, 1) that looks like chance, but is always the same for a text of a stream (SplitMix64).</summary>
    private static double Place(int stream, int text)
    {
        var mixed = unchecked((((ulong)(uint)stream << 32) | (uint)text) + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    private static bool Covers(RateEstimate estimate) => estimate.Low <= Margin && Margin <= estimate.High;

    private static void Add(ref int count, bool holds) => Interlocked.Add(ref count, holds ? 1 : 0);
}
