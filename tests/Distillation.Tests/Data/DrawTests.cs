using Shouldly;
using TransformerService.Distillation.Data;
using Xunit;

namespace TransformerService.Distillation.Tests.Data;

public sealed class DrawTests
{
    [Theory]
    [InlineData(0.25, 4, 1)]
    [InlineData(0.5, 2, 1)]
    [InlineData(1.5, 2, 3)]
    [InlineData(3, 1, 3)]
    public void Times_EpochsOfAWhole_TakeEachAsOftenAsTheOthers(double share, int epochs, int times)
    {
        foreach (var draw in Sources(500).Select(source => Draw.Of(source, share)))
        {
            Enumerable.Range(0, epochs).Sum(draw.Times).ShouldBe(times);
            Enumerable.Range(0, epochs).Select(draw.Times).ShouldAllBe(count => count >= (int)share && count <= (int)Math.Ceiling(share));
        }
    }

    [Fact]
    public void Times_OfManyPairs_AreTheShareInEveryEpoch()
    {
        Draw[] draws = [.. Sources(20_000).Select(source => Draw.Of(source, 0.12))];
        foreach (var epoch in (int[])[0, 1, 7, 30])
        {
            (draws.Sum(draw => draw.Times(epoch)) / (double)draws.Length).ShouldBe(0.12, tolerance: 0.01);
        }
    }

    [Fact]
    public void Of_SameSource_IsTheSameDraw()
    {
        Draw.Of("A sentence.", 0.3).ShouldBe(Draw.Of("A sentence.", 0.3));
        Draw.Of("A sentence.", 0.3).ShouldNotBe(Draw.Of("Another sentence.", 0.3));
        Draw.Of("A sentence.", 1).ShouldBeSameAs(Draw.Once);
        Enumerable.Range(0, 9).ShouldAllBe(epoch => Draw.Once.Times(epoch) == 1);
    }

    private static IEnumerable<string> Sources(int count) => Enumerable.Range(0, count).Select(number => $"Sentence {number}.");
}
