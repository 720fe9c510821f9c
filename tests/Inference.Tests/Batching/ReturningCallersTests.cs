using CsCheck;
using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class ReturningCallersTests
{
    private static readonly TimeSpan End = TimeSpan.FromSeconds(10);
    private readonly ReturningCallers _callers = new();

    [Fact]
    public void Wait_TenOfTenThatEndedTogether_IsUntilTheShareIsThere()
    {
        EndOfBatch(rows: 10, endedLast: 10, took: 30);
        _callers.Wait(waiting: 10, running: 10, slots: 2, End).ShouldBe(Milliseconds(4.5), "15 % of the batch");
        _callers.Came(4);
        _callers.Wait(waiting: 14, running: 10, slots: 2, End + Milliseconds(1)).ShouldBe(Milliseconds(3.5));
        _callers.Came(1);
        _callers
            .Wait(waiting: 15, running: 10, slots: 2, End + Milliseconds(2))
            .ShouldBe(TimeSpan.Zero, "half of all that wait, run and come");
    }

    [Fact]
    public void Wait_EverybodyCame_IsOver()
    {
        EndOfBatch(rows: 2, endedLast: 2, took: 100);
        _callers.Wait(waiting: 1, running: 0, slots: 2, End).ShouldBe(Milliseconds(5));
        _callers.Came(2);
        _callers.Wait(waiting: 3, running: 0, slots: 2, End).ShouldBe(TimeSpan.Zero, "less than a share, but nobody else comes");
    }

    [Theory]
    [InlineData(10, 5, 30, "half of the rows were answered before the end: their callers are back already")]
    [InlineData(10, 10, 6, "less than timers know")]
    [InlineData(10, 0, 30, "nobody was answered at the end")]
    public void Wait_NobodyIsOnTheWay_IsZero(int rows, int endedLast, double took, string why)
    {
        EndOfBatch(rows, endedLast, took);
        _callers.Wait(waiting: 5, running: 10, slots: 2, End).ShouldBe(TimeSpan.Zero, why);
    }

    [Fact]
    public void Wait_InVain_IsNotRepeatedForEverMoreBatches()
    {
        List<int> waits = [];
        for (var batch = 0; batch < 60; batch++)
        {
            EndOfBatch(rows: 10, endedLast: 10, took: 30);
            if (_callers.Wait(waiting: 5, running: 10, slots: 2, End) > TimeSpan.Zero)
            {
                waits.Add(batch);
                _callers.Wait(waiting: 6, running: 10, slots: 2, End + Milliseconds(5)).ShouldBe(TimeSpan.Zero);
            }
        }

        waits.ShouldBe([0, 5, 14, 31]);
    }

    [Fact]
    public void Wait_ThatBroughtThem_IsRepeated()
    {
        for (var batch = 0; batch < 20; batch++)
        {
            EndOfBatch(rows: 10, endedLast: 10, took: 30);
            _callers.Wait(waiting: 10, running: 10, slots: 2, End).ShouldBeGreaterThan(TimeSpan.Zero);
            _callers.Came(5);
            _callers.Wait(waiting: 15, running: 10, slots: 2, End + Milliseconds(1)).ShouldBe(TimeSpan.Zero);
        }
    }

    [Fact]
    public void Wait_WhateverCame_EndsFiveMillisecondsAfterTheBatchAtMost() =>
        Gen.Select(Gen.Int[1, 64], Gen.Double[0, 2_000], Gen.Int[0, 64], Gen.Int[0, 64], Gen.Int[1, 8], Gen.Double[0, 20])
            .Sample(
                (rows, took, waiting, running, slots, later) =>
                {
                    var callers = new ReturningCallers();
                    callers.Answered(rows, rows, rows, End - Milliseconds(took), End);
                    var wait = callers.Wait(waiting, running, slots, End + Milliseconds(later));
                    (wait <= Milliseconds(1) || Milliseconds(later) + wait <= Milliseconds(5)).ShouldBeTrue($"{wait} after {later} ms");
                    (waiting > 0 || wait == TimeSpan.Zero).ShouldBeTrue("for nobody");
                }
            );

    private static TimeSpan Milliseconds(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void EndOfBatch(int rows, int endedLast, double took) =>
        _callers.Answered(rows, endedLast, endedLast, End - Milliseconds(took), End);
}
