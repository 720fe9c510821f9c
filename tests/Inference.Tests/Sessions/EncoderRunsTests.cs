using CsCheck;
using Shouldly;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.Sessions;

public sealed class EncoderRunsTests
{
    private static readonly Gen<ModelShape> Shape = Gen.Select(
        Gen.Int[1, 1_024],
        Gen.Int[1, 16],
        Gen.Int[1, 4_096],
        (width, heads, feedForward) => new ModelShape(width, heads, feedForward)
    );

    /// <summary>The sentiment student and BERT of the base size, whose row of 512 tokens is larger than a block by itself.</summary>
    [Theory]
    [InlineData(384, 12, 1_536, 32, 21)]
    [InlineData(384, 12, 1_536, 128, 5)]
    [InlineData(768, 12, 3_072, 512, 1)]
    public void Rows_OfSizes_KeepTheWidestTensorInABlock(int width, int heads, int feedForward, int length, int expected) =>
        EncoderRuns.Rows(new ModelShape(width, heads, feedForward), length).ShouldBe(expected);

    [Fact]
    public void Rows_AnyShape_AreAsManyAsFitIntoABlock() =>
        Gen.Select(Shape, Gen.Int[1, 1_024])
            .Sample(
                (shape, length) =>
                {
                    var rows = EncoderRuns.Rows(shape, length);

                    long[] widths = [shape.Width, shape.FeedForward, (long)shape.Heads * length];
                    var row = widths.Max() * length * sizeof(float);
                    (rows == 1 || rows * row <= NativeHeap.LargestHeapBlock).ShouldBeTrue();
                    ((rows + 1) * row).ShouldBeGreaterThan(NativeHeap.LargestHeapBlock);
                }
            );

    [Fact]
    public void Split_AnyGroups_KeepsTheirOrderInFewNearlyEqualRuns() =>
        Gen.Select(Shape, Gen.Int[1, 512].Array[1, 200])
            .Sample(
                (shape, lengths) =>
                {
                    var groups = LengthGroups.Of(lengths);

                    var runs = EncoderRuns.Split(shape, groups, lengths);

                    runs.SelectMany(run => run).ShouldBe(groups.SelectMany(group => group));
                    foreach (var run in runs)
                    {
                        run.Length.ShouldBeLessThanOrEqualTo(EncoderRuns.Rows(shape, run.Max(row => lengths[row])));
                    }
                }
            );

    [Fact]
    public void Split_RowsThatAlmostFit_AreDividedEvenly()
    {
        int[][] runs = [.. EncoderRuns.Split([.. Enumerable.Range(0, 9)], 8)];

        runs.Select(run => run.Length).ShouldBe([5, 4]);
    }

    [Fact]
    public void Rows_OfWholeBatches_AreNotLimited() =>
        EncoderRuns.Rows(new ModelShape(1_024, 16, 4_096) { ReadsWholeBatches = true }, 512).ShouldBe(int.MaxValue);
}
