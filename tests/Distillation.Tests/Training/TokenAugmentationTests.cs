using CsCheck;
using Shouldly;
using TransformerService.Distillation.Training;
using Xunit;

namespace TransformerService.Distillation.Tests.Training;

public sealed class TokenAugmentationTests
{
    private const int Mask = 4;

    [Fact]
    public void Alter_AnyRows_KeepsTheEndsAndSaysWhatChanged() =>
        Gen.Select(Gen.Int[5, 50].Array[0, 12].Array[1, 8], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Long[0, 1_000])
            .Sample(
                (inner, share, cut, step) =>
                {
                    int[][] rows = [.. inner.Select(ids => (int[])[2, .. ids, 3])];
                    int[][] before = [.. rows];
                    var altered = new TokenAugmentation(
                        new()
                        {
                            Share = share,
                            CutShare = cut,
                            MaskRate = 0.5,
                        },
                        Mask,
                        seed: 7
                    ).Alter(rows, step);
                    for (var row = 0; row < rows.Length; row++)
                    {
                        (rows[row][0], rows[row][^1]).ShouldBe((2, 3));
                        rows[row].Length.ShouldBeInRange(2, before[row].Length);
                        if (!altered[row])
                        {
                            rows[row].ShouldBe(before[row]);
                        }
                        else if (rows[row].Length == before[row].Length)
                        {
                            rows[row].Zip(before[row]).ShouldAllBe(pair => pair.First == Mask || pair.First == pair.Second);
                        }
                        else
                        {
                            string.Join(' ', before[row]).ShouldContain(string.Join(' ', rows[row][1..^1]));
                        }
                    }
                }
            );

    [Fact]
    public void Alter_SameStep_IsTheSameAndAnotherIsNot()
    {
        var augmentation = new TokenAugmentation(
            new()
            {
                Share = 1,
                CutShare = 0,
                MaskRate = 0.5,
            },
            Mask,
            seed: 7
        );
        augmentation.Alter(out var first, step: 1);
        augmentation.Alter(out var again, step: 1);
        augmentation.Alter(out var other, step: 2);
        again.ShouldBe(first);
        other.ShouldNotBe(first);
    }

    [Fact]
    public void Alter_ManyRows_ChangesAboutTheShareAsked()
    {
        int[][] rows = [.. Enumerable.Range(0, 4_000).Select(_ => (int[])[2, 10, 11, 12, 13, 3])];
        var altered = new TokenAugmentation(
            new()
            {
                Share = 0.3,
                CutShare = 0,
                MaskRate = 0.5,
            },
            Mask,
            seed: 7
        ).Alter(rows, step: 1);
        (altered.Count(row => row) / 4_000.0).ShouldBe(0.3, 0.03);
        (rows.Sum(row => row.Count(id => id == Mask)) / (4_000.0 * 4)).ShouldBe(0.15, 0.02);
    }
}
