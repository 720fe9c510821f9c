using Shouldly;
using TransformerService.Distillation.Data;
using Xunit;

namespace TransformerService.Distillation.Tests.Data;

public sealed class CorpusSplitterTests
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 10_000).Select(i => $"Sentence number {i}.")];

    [Fact]
    public void Split_Share_IsAboutRight()
    {
        var (training, heldOut) = new CorpusSplitter(seed: 3, heldOutShare: 0.1).Split(Texts, text => text);

        heldOut.Count.ShouldBeInRange(880, 1120);
        training.Concat(heldOut).Order().ShouldBe(Texts.Order());
    }

    [Fact]
    public void Split_OrderAndCompany_MoveNoRecord()
    {
        var splitter = new CorpusSplitter(seed: 3, heldOutShare: 0.1);

        splitter
            .Split(Texts.Reverse().Where((_, i) => i % 2 == 0), text => text)
            .HeldOut.ShouldBeSubsetOf(splitter.Split(Texts, text => text).HeldOut);
    }

    [Fact]
    public void IsHeldOut_AnotherSeed_HoldsOutAnotherPart() =>
        Texts
            .Count(text => new CorpusSplitter(1, 0.1).IsHeldOut(text) && new CorpusSplitter(2, 0.1).IsHeldOut(text))
            .ShouldBeInRange(50, 150);

    [Fact]
    public void IsHeldOut_CaseAndPunctuation_MakeNoDifference()
    {
        var splitter = new CorpusSplitter(1, 0.5);
        foreach (var text in Texts.Take(200))
        {
            splitter.IsHeldOut($"« {text.ToUpperInvariant()} » !").ShouldBe(splitter.IsHeldOut(text));
        }

        Enumerable.Range(1, 40).Select(i => splitter.IsHeldOut(new string('!', i))).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void IsHeldOut_ThisSeed_IsTheSameEverywhere() =>
        Texts.Take(12).Select(text => new CorpusSplitter(1, 0.5).IsHeldOut(text) ? '1' : '0').ShouldBe("000000010101");

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10_000)]
    public void Split_Ends_TakeNoneOrAll(double share, int heldOut) =>
        new CorpusSplitter(1, share).Split(Texts, text => text).HeldOut.Count.ShouldBe(heldOut);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Constructor_NoShare_Throws(double share) => Should.Throw<ArgumentOutOfRangeException>(() => new CorpusSplitter(1, share));
}
