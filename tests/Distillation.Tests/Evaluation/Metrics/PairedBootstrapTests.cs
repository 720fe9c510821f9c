using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

public sealed class PairedBootstrapTests
{
    private static readonly string[] References = [.. Enumerable.Range(0, 60).Select(i => $"sentence {i} has a few words to match here")];

    [Fact]
    public void Compare_SameSystem_IsNoDifference()
    {
        var statistics = Bleu.Statistics(Damaged(seed: 1, percent: 20), References);

        var result = PairedBootstrap.Compare(statistics, statistics, seed: 5);

        result.ShouldBe(new BleuDifference(0, 0, 0, 0, 1));
        result.IsSignificant.ShouldBeFalse();
    }

    [Fact]
    public void Compare_MuchBetterSystem_IsSignificantAndSigned()
    {
        var worse = Bleu.Statistics(Damaged(seed: 1, percent: 40), References);
        var better = Bleu.Statistics(Damaged(seed: 2, percent: 5), References);

        var gain = PairedBootstrap.Compare(worse, better, seed: 5);
        var loss = PairedBootstrap.Compare(better, worse, seed: 5);

        gain.Lower.ShouldBeGreaterThan(0);
        gain.Difference.ShouldBeInRange(gain.Lower, gain.Upper);
        gain.Mean.ShouldBeInRange(gain.Lower, gain.Upper);
        gain.PValue.ShouldBeLessThan(0.05);
        gain.IsSignificant.ShouldBeTrue();
        (loss.Lower, loss.Upper, loss.IsSignificant).ShouldBe((-gain.Upper, -gain.Lower, true));
    }

    [Fact]
    public void Compare_AlikeSystems_IsNotSignificant()
    {
        var left = Bleu.Statistics(Damaged(seed: 1, percent: 20), References);
        var right = Bleu.Statistics(Damaged(seed: 2, percent: 20), References);

        var result = PairedBootstrap.Compare(left, right, seed: 5);

        result.IsSignificant.ShouldBeFalse();
        result.PValue.ShouldBeGreaterThan(0.05);
    }

    [Fact]
    public void Compare_SameSeed_IsTheSame()
    {
        var (left, right) = (Bleu.Statistics(Damaged(1, 20), References), Bleu.Statistics(Damaged(2, 30), References));

        PairedBootstrap.Compare(left, right, seed: 7).ShouldBe(PairedBootstrap.Compare(left, right, seed: 7));
        PairedBootstrap.Compare(left, right, seed: 7).ShouldNotBe(PairedBootstrap.Compare(left, right, seed: 8));
    }

    [Fact]
    public void Compare_FaultyInput_Throws()
    {
        var one = Bleu.Statistics(["a"], ["a"]);
        Should.Throw<ArgumentException>(() => PairedBootstrap.Compare(one, [], seed: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => PairedBootstrap.Compare(one, one, seed: 1, resamples: 39));
    }

    private static string[] Damaged(ulong seed, int percent)
    {
        var random = new SplitMix(seed);
        return [.. References.Select(text => string.Join(' ', text.Split(' ').Select(word => random.Below(100) < percent ? "?" : word)))];
    }
}
