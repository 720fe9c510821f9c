using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

public sealed class BleuBootstrapTests
{
    private static readonly string[] References = [.. Enumerable.Range(0, 40).Select(i => $"sentence {i} has a few words to match here")];

    [Fact]
    public void Interval_MixedCorpus_HoldsTheScore()
    {
        string[] hypotheses = [.. References.Select((text, i) => string.Join(' ', text.Split(' ').Skip(i % 8)))];
        var statistics = Bleu.Statistics(hypotheses, References);

        var interval = BleuBootstrap.Interval(statistics, seed: 3);

        var score = Bleu.Corpus(hypotheses, References).Score;
        interval.Lower.ShouldBeLessThan(score);
        interval.Upper.ShouldBeGreaterThan(score);
        interval.ShouldBe(BleuBootstrap.Interval(statistics, seed: 3));
        interval.ShouldNotBe(BleuBootstrap.Interval(statistics, seed: 4));
    }

    [Fact]
    public void Interval_SegmentsAlike_IsThePoint()
    {
        var interval = BleuBootstrap.Interval(Bleu.Statistics(References, References), seed: 3);
        interval.Lower.ShouldBe(100, 1e-9);
        interval.Upper.ShouldBe(100, 1e-9);
    }

    [Fact]
    public void Interval_FaultyInput_Throws()
    {
        Should.Throw<ArgumentException>(() => BleuBootstrap.Interval([], seed: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => BleuBootstrap.Interval(Bleu.Statistics(["a"], ["a"]), seed: 1, resamples: 39));
    }

    [Fact]
    public void Of_Scores_CutsOffAFortiethAtEitherEnd() =>
        ScoreInterval.Of([.. Enumerable.Range(1, 80).Select(i => 81.0 - i)]).ShouldBe(new ScoreInterval(3, 78));
}
