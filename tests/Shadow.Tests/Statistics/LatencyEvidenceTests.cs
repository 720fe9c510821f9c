using Shouldly;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;
using Xunit;

namespace TransformerService.Shadow.Tests.Statistics;

public sealed class LatencyEvidenceTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(19, 19, false)] // too few
    [InlineData(20, 20, true)]
    [InlineData(16, 20, false)]
    [InlineData(18, 20, true)]
    [InlineData(500, 1000, false)]
    [InlineData(600, 1000, true)]
    [InlineData(400, 1000, false)]
    [InlineData(0, 1000, false)] // surely faster
    public void Of_TimedTexts_IsSlowOnlyIfSurelyOnMostTexts(long slower, long total, bool expected) =>
        LatencyEvidence.Of(1.5, new DifferenceCount(slower, total)).ShouldBe(new CanaryLatency(1.5, total, slower, expected));

    /// <summary>Looked at after every text, where the canary takes longer on exactly half of all texts.</summary>
    [Fact]
    public void Of_HalfOfTheTexts_IsFalselySlowInAtMostFivePercentOfStreams() =>
        Enumerable.Range(0, 10_000).AsParallel().Count(stream => Slow(stream, 0.5, 1_000) is not null).ShouldBeLessThanOrEqualTo(500);

    [Theory]
    [InlineData(0.6, 700)]
    [InlineData(0.7, 160)]
    [InlineData(0.8, 70)]
    [InlineData(1, 20)]
    public void Of_MostTexts_IsSlowAfterAsManyTextsAsTheDocumentsSay(double share, int texts)
    {
        var found = Enumerable.Range(0, 400).AsParallel().Select(stream => Slow(stream, share, 5_000) ?? int.MaxValue).Order().ToList();

        TestContext.Current.TestOutputHelper?.WriteLine($"median {found[200]}, 95 %: {found[380]}");
        found[380].ShouldBeLessThanOrEqualTo(texts);
    }

    private static int? Slow(int seed, double share, int texts)
    {
        var random = new Random(seed);
        DifferenceCount count = default;
        for (var text = 1; text <= texts; text++)
        {
            count = count.With(random.NextDouble() < share);
            if (LatencyEvidence.Of(1, count).IsSlow)
            {
                return text;
            }
        }

        return null;
    }
}
