using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

public sealed class ChrFTests
{
    [Fact]
    public void Corpus_Identical_Is100() => ChrF.Corpus(["un chat noir"], ["un chat noir"]).ShouldBe(100, 1e-9);

    [Fact]
    public void Corpus_WhiteSpace_IsOfNoAccount() => ChrF.Corpus(["unchat\u00A0noir\u2003"], ["un chat noir"]).ShouldBe(100, 1e-9);

    [Fact]
    public void Corpus_ByHand_AveragesOverEffectiveOrders()
    {
        // "abd" against "abcd" by order: unigrams 3/3 and 3/4, bigrams 1/2 and 1/3, trigrams 0/1 and 0/2; 4-grams are on one side only.
        var (precision, recall) = ((1 + 0.5) / 3, (0.75 + 1.0 / 3) / 3);

        ChrF.Corpus(["abd"], ["abcd"]).ShouldBe(100 * 5 * precision * recall / (4 * precision + recall), 1e-9);
    }

    [Fact]
    public void Corpus_CodePointsBeyondTheBasicPlane_CountOnce()
    {
        var statistics = new ChrFStatistics();
        statistics.Add("😀a", "😀😀");

        statistics.Hypothesis.ShouldBe([2, 1, 0, 0, 0, 0]);
        statistics.Reference.ShouldBe([2, 1, 0, 0, 0, 0]);
        statistics.Matches.ShouldBe([1, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void Add_ReferenceShorterThanTheOrder_LeavesTheHypothesisOut()
    {
        var statistics = new ChrFStatistics();
        statistics.Add("abcdef", "ab");

        statistics.Hypothesis.ShouldBe([6, 5, 0, 0, 0, 0]);
    }

    [Theory]
    [InlineData("", "abc")]
    [InlineData("abc", "")]
    [InlineData("", "")]
    [InlineData("xyz", "abc")]
    public void Corpus_NothingInCommon_Is0(string hypothesis, string reference) => ChrF.Corpus([hypothesis], [reference]).ShouldBe(0);

    [Fact]
    public void Count_SymbolsOrOrderTooLarge_Throws()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => NGrams.Count([NGrams.MaxSymbols], 1));
        Should.Throw<ArgumentOutOfRangeException>(() => NGrams.Count([-1], 1));
        Should.Throw<ArgumentOutOfRangeException>(() => NGrams.Count([1], NGrams.MaxOrder + 1));
    }
}
