using Shouldly;
using TransformerService.Distillation.Alignment;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Distillation.Tests.Alignment;

/// <summary>The agreement of made-up attention.</summary>
public sealed class HeadComparisonTests
{
    private const int Layers = 2,
        Heads = 2,
        Sources = 5,
        Targets = 4;

    private static readonly int[] Links = [0, 1, -1, 2];

    [Fact]
    public void Single_SeveralHeads_AreRankedByTheirShare()
    {
        var comparison = Compared();

        comparison.Pieces.ShouldBe(3);
        comparison.Numbers.ShouldBe(3 * Layers * Heads * (Sources - 1));
        comparison
            .Single()
            .Select(entry => (entry.Head, Math.Round(entry.Agreement, 3)))
            .ShouldBe([
                (new AlignmentHead(0, 1), 0.667),
                (new AlignmentHead(1, 0), 0.333),
                (new AlignmentHead(0, 0), 0),
                (new AlignmentHead(1, 1), 0),
            ]);
    }

    [Fact]
    public void Best_HeadsThatCompleteEachOther_AreTakenTogether()
    {
        (var heads, var agreement) = Compared().Best(least: 0.01);

        heads.ShouldBe([new AlignmentHead(0, 1), new AlignmentHead(1, 0)]);
        agreement.ShouldBe(1);
    }

    [Fact]
    public void Best_GainThatIsTooSmall_TakesOneHead() => Compared().Best(least: 0.5).Heads.ShouldBe([new AlignmentHead(0, 1)]);

    [Fact]
    public void Agreement_MostOnTheEnd_DoesNotCountIt()
    {
        var comparison = new HeadComparison(1, 1);
        comparison.Add(
            [
                [0.1f, 0.2f, 0.7f],
            ],
            [1],
            sources: 3
        );

        comparison.Agreement([new AlignmentHead(0, 0)]).ShouldBe(1);
    }

    /// <summary>Head [0, 1] is right, though not surely, but for the last piece, which head [1, 0] alone has; the others see a wrong one.</summary>
    private static HeadComparison Compared()
    {
        float[] first = new float[Heads * Targets * Sources],
            second = new float[Heads * Targets * Sources];
        Set(first, 1, 0, 0, 0.6f);
        Set(first, 1, 1, 1, 0.6f);
        Set(first, 1, 3, 0, 0.3f);
        Set(second, 0, 0, 3, 0.4f);
        Set(second, 0, 1, 3, 0.4f);
        Set(second, 0, 3, 2, 0.9f);
        for (var target = 0; target < Targets; target++)
        {
            Set(first, 0, target, 3, 1);
            Set(second, 1, target, 3, 1);
        }

        var comparison = new HeadComparison(Layers, Heads);
        comparison.Add([first, second], Links, Sources);
        return comparison;

        static void Set(float[] attention, int head, int target, int source, float value) =>
            attention[(((head * Targets) + target) * Sources) + source] = value;
    }
}
