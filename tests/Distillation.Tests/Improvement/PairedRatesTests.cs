using Shouldly;
using TransformerService.Distillation.Improvement;
using Xunit;

namespace TransformerService.Distillation.Tests.Improvement;

public sealed class PairedRatesTests
{
    [Theory]
    // Sums of binomial terms: 1, 1/32, (10 + 1 + 45)/1024 and so on.
    [InlineData(0, 0, 1)]
    [InlineData(5, 0, 1 / 32.0)]
    [InlineData(8, 2, 56 / 1024.0)]
    [InlineData(1, 1, 0.75)]
    [InlineData(0, 4, 1)]
    public void PValue_OfTheSignTest_IsExact(int repaired, int broken, double expected) =>
        Of(repaired, broken, both: 3, right: 100).PValue.ShouldBe(expected, 1e-12);

    [Fact]
    public void PValue_OfManyTexts_DoesNotOverflow() => Of(5_200, 4_800, 0, 0).PValue.ShouldBeInRange(1e-5, 1e-4);

    [Fact]
    public void Rates_OfWeightedTexts_CountTheWeights()
    {
        var rates = PairedRates.Of([(1, true, false), (1, true, true), (20, false, false), (18, false, true)]);

        rates.Old.ShouldBe(2 / 40.0);
        rates.New.ShouldBe(19 / 40.0);
        rates.Gain.ShouldBe(-17 / 40.0, 1e-12);
        (rates.Repaired, rates.Broken).ShouldBe((1, 1));
        rates.IsBetter.ShouldBeFalse();
    }

    [Theory]
    [InlineData(30, 2, true)]
    [InlineData(5, 0, true)]
    [InlineData(4, 0, false)] // the interval would say yes, the exact test does not
    [InlineData(12, 10, false)]
    [InlineData(0, 0, false)]
    [InlineData(2, 30, false)]
    public void IsBetter_ByTheTexts_IsMoreThanChance(int repaired, int broken, bool better) =>
        Of(repaired, broken, both: 5, right: 200).IsBetter.ShouldBe(better);

    [Fact]
    public void IsBetter_OfManySevereRepairsAndFewHeavyBreaks_IsFalse()
    {
        // Ten texts of the control sample stand for 1,000 of the traffic, where the version is worse now.
        var texts = Enumerable
            .Repeat((1.0, true, false), 60)
            .Concat(Enumerable.Repeat((100.0, false, true), 10))
            .Concat(Enumerable.Repeat((100.0, false, false), 90));
        var rates = PairedRates.Of([.. texts]);

        rates.PValue.ShouldBeLessThan(0.001);
        rates.Gain.ShouldBeLessThan(0);
        rates.IsBetter.ShouldBeFalse();
    }

    [Theory]
    [InlineData(18, false)] // none of 18 is broken by chance where a tenth is, and each stands for 20
    [InlineData(100, true)]
    [InlineData(0, false)]
    public void IsBetter_OfFewTextsThatCouldBreak_IsFalse(int right, bool better) =>
        PairedRates
            .Of([
                .. Enumerable.Repeat((1.0, true, false), 20),
                .. Enumerable.Repeat((1.0, true, true), 20),
                .. Enumerable.Repeat((right == 100 ? 2.0 : 20.0, false, false), right),
            ])
            .IsBetter.ShouldBe(better);

    [Fact]
    public void Judgement_OfSets_SaysWhyNot()
    {
        ComparedSet good = new(SetKind.Traffic, "traffic", Of(30, 2, 5, 200)),
            same = new(SetKind.Test, "test.tsv", Of(2, 3, 5, 200)),
            kept = new(SetKind.Fixes, "fixes", Of(0, 1, 0, 9));
        Judgement.Of([good, same, kept], 0.005).IsBetter.ShouldBeTrue();

        var worse = Judgement.Of(
            [
                new(SetKind.Traffic, "traffic", Of(3, 2, 5, 200)),
                new(SetKind.Test, "test.tsv", Of(2, 9, 5, 200)),
                new(SetKind.Fixes, "fixes", Of(0, 4, 0, 9)),
            ],
            0.005
        );
        worse.IsBetter.ShouldBeFalse();
        worse.Reasons.Count.ShouldBe(3);
        worse.Reasons[0].ShouldStartWith("On traffic it is not better beyond chance");
        worse.Reasons[1].ShouldStartWith("On test.tsv it loses 0.0324 of accuracy, more than 0.005");
        worse.Reasons[2].ShouldBe("Of 13 texts that earlier versions repaired it breaks 4.");
    }

    private static PairedRates Of(int repaired, int broken, int both, int right) =>
        PairedRates.Of([
            .. Enumerable.Repeat((1.0, true, false), repaired),
            .. Enumerable.Repeat((1.0, false, true), broken),
            .. Enumerable.Repeat((1.0, true, true), both),
            .. Enumerable.Repeat((1.0, false, false), right),
        ]);

    [Fact]
    public void OfLosses_Numbers_AreComparedTextByText()
    {
        var rates = PairedRates.OfLosses([(1, 0.5, 0.25), (1, 0.25, 0.5), (2, 0.75, 0.25), (1, 0, 0)]);

        rates.Old.ShouldBe(0.45, 1e-9);
        rates.New.ShouldBe(0.25, 1e-9);
        (rates.Repaired, rates.Broken, rates.Right).ShouldBe((2, 1, 1));
        rates.Lower.ShouldBeLessThan(rates.Gain);
        rates.Upper.ShouldBeGreaterThan(rates.Gain);
    }
}
