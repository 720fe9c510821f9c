using CsCheck;
using Shouldly;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Memory;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class BatchPolicyTests
{
    private static readonly BatchLimits Limits = new(MaxRows: 4, MaxTokens: 100, MaxDecoderTokens: 1_000);

    private static readonly Gen<RowCost> Row = Gen.Select(Gen.Int[1, 150], Gen.Int[1, 8], Gen.Long[0, 700])
        .Select((length, width, decoder) => new RowCost(length, width, decoder));

    [Fact]
    public void Choose_AnyQueue_TakesTheFirstAndStaysWithinTheLimits() =>
        Row.Array[1, 30]
            .Sample(queue =>
            {
                var choice = BatchPolicy.Choose(queue, Limits);

                choice.Rows.ShouldContain(0, "age wins");
                choice.Rows.Distinct().Count().ShouldBe(choice.Rows.Count);
                if (choice.Rows.Count > 1)
                {
                    RowCost[] rows = [.. choice.Rows.Select(row => queue[row])];
                    rows.Length.ShouldBeLessThanOrEqualTo(Limits.MaxRows);
                    (rows.Max(row => row.Length) * rows.Sum(row => row.Width)).ShouldBeLessThanOrEqualTo(Limits.MaxTokens);
                    (rows.Max(row => row.DecoderTokens) * rows.Length).ShouldBeLessThanOrEqualTo(Limits.MaxDecoderTokens);
                }

                if (!choice.IsFull)
                {
                    choice.Rows.Count.ShouldBe(queue.Length, "what is not full has left nothing out");
                }
            });

    /// <summary>
    /// Whatever the other limits allow; and a row that no longer fits, since another model was loaded, still runs, alone.
    /// </summary>
    [Fact]
    public void Choose_AnyQueueInLittleMemory_StaysWithinIt() =>
        Row.Array[1, 30]
            .Sample(queue =>
            {
                const long MiB = 1 << 20;
                var memory = new BatchMemory(
                    new RunMemory(new ModelShape(256, 4, 1_024, 3, 4, 1_024, 256, 6_000)),
                    new MemoryBudget(136 * MiB, 0, 0, 2, 2)
                ); // 63 MiB each
                var limits = new BatchLimits(64, 16_384, 65_536) { Memory = memory };

                var choice = BatchPolicy.Choose(queue, limits);

                RowCost[] rows = [.. choice.Rows.Select(row => queue[row])];
                (
                    rows.Length == 1
                    || memory.Bytes(
                        rows.Max(row => row.Length),
                        rows.Sum(row => row.Width),
                        rows.Max(row => row.DecoderTokens) * rows.Length,
                        rows.Length
                    )
                        <= 63.75 * MiB
                ).ShouldBeTrue();
                choice.IsFull.ShouldBe(rows.Length < queue.Length);
            });

    [Fact]
    public void Choose_EqualLengths_TakesNoneThatWouldBePadded()
    {
        RowCost[] queue = [new(5), new(6), new(5), new(4), new(5)];
        BatchPolicy.Choose(queue, Limits).Rows.Count.ShouldBe(4);

        var choice = BatchPolicy.Choose(queue, Limits with { EqualLengths = true });

        choice.Rows.ShouldBe([0, 2, 4]);
        choice.IsFull.ShouldBeFalse();
    }

    [Fact]
    public void Choose_AnyQueue_IsEmptiedInAsManyBatchesAsItHasRowsAtMost() =>
        Row.Array[1, 30]
            .Sample(rows =>
            {
                List<(RowCost Cost, int Number)> queue = [.. rows.Select((row, number) => (row, number))];
                List<int> order = [];
                for (var batches = 0; queue.Count > 0; batches++)
                {
                    batches.ShouldBeLessThan(rows.Length);
                    HashSet<int> chosen = [.. BatchPolicy.Choose([.. queue.Select(row => row.Cost)], Limits).Rows];
                    order.AddRange(chosen.Select(place => queue[place].Number));
                    queue = [.. queue.Where((_, place) => !chosen.Contains(place))];
                }

                order.Order().ShouldBe(Enumerable.Range(0, rows.Length));
            });

    [Fact]
    public void Choose_RowsOfSeveralLengths_TakesThoseLikeTheFirst()
    {
        RowCost[] queue = [new(10), new(90), new(11), new(50), new(9), new(12)];
        BatchPolicy.Choose(queue, Limits).Rows.ShouldBe([0, 2, 4, 5]);
    }

    [Fact]
    public void Choose_RowOverTheBudget_RunsAloneAndBlocksNobody()
    {
        BatchPolicy.Choose([new(500), new(5), new(5)], Limits).Rows.ShouldBe([0]);
        BatchPolicy.Choose([new(5), new(500), new(5)], Limits).Rows.ShouldBe([0, 2]);
        BatchPolicy.Choose([new(5, 1, 5_000), new(5)], Limits).Rows.ShouldBe([0]);
    }

    [Fact]
    public void Choose_BeamsAndLongOutputs_CountForWhatTheyTake()
    {
        BatchPolicy.Choose([new(20, Width: 2), new(20, Width: 2), new(20, Width: 2)], Limits).Rows.ShouldBe([0, 1]);
        BatchPolicy.Choose([new(1, 1, 400), new(1, 1, 400), new(1, 1, 400)], Limits).Rows.ShouldBe([0, 1]);
        BatchPolicy.Choose([new(1, 1, 10), new(1, 1, 900), new(1, 1, 10)], Limits).Rows.ShouldBe([0, 2]);
    }

    [Theory]
    [InlineData(31, 1, 2, 16)]
    [InlineData(15, 16, 2, 16)]
    [InlineData(1_000, 64, 2, 532)]
    [InlineData(32, 0, 1, 32)]
    [InlineData(5, 0, 4, 4)]
    [InlineData(1, 30, 2, 16)]
    public void Share_WaitingAndRunning_AreSplitEvenlyOverTheSlots(int waiting, int running, int slots, int expected) =>
        BatchPolicy.Share(waiting, running, slots).ShouldBe(expected);

    [Theory]
    [InlineData(false, false, 1, 4)]
    [InlineData(false, false, 5, 0)]
    [InlineData(false, false, 9, 0)]
    [InlineData(true, false, 1, 0)]
    [InlineData(false, true, 1, 0)]
    public void Wait_FullIdleOrOld_GoesElseTheRestOfTheDelay(bool full, bool idle, int age, int expected) =>
        BatchPolicy
            .Wait(full, idle, TimeSpan.FromMilliseconds(age), TimeSpan.FromMilliseconds(5))
            .ShouldBe(TimeSpan.FromMilliseconds(expected));
}
