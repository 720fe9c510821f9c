using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class RunSlotsTests
{
    [Fact]
    public async Task RunAsync_MoreBatchesThanSlots_NeverRunsMoreAtOnce()
    {
        using var slots = new RunSlots(2, TimeProvider.System);
        int running = 0, most = 0, ran = 0;
        Action<CancellationToken> batch = _ =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            Thread.SpinWait(20_000);
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref ran);
        };

        await slots.RunAsync([.. Enumerable.Repeat(batch, 50)], TestContext.Current.CancellationToken);

        ran.ShouldBe(50);
        most.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task RunAsync_OneBatchFails_CancelsTheOthersAndFreesTheSlots()
    {
        using var slots = new RunSlots(1, TimeProvider.System);
        int ran = 0;
        await Should.ThrowAsync<InvalidOperationException>(() => slots.RunAsync(
            [_ => throw new InvalidOperationException("broken"), _ => ran++], TestContext.Current.CancellationToken));
        ran.ShouldBe(0);

        await slots.RunAsync([_ => ran++], TestContext.Current.CancellationToken);
        ran.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_LargeRequestBeforeASmallOne_LetsItInBetween()
    {
        using var slots = new RunSlots(1, TimeProvider.System);
        using var release = new ManualResetEventSlim();
        List<string> order = [];
        Task large = slots.RunAsync([.. Enumerable.Range(0, 5).Select(batch => Note($"large {batch}", batch == 0))], TestContext.Current.CancellationToken);
        Task small = slots.RunAsync([Note("small", false)], TestContext.Current.CancellationToken);
        release.Set();

        await Task.WhenAll(large, small);

        order[0].ShouldBe("large 0");
        order.IndexOf("small").ShouldBe(1);

        Action<CancellationToken> Note(string name, bool waits) => token =>
        {
            if (waits)
            {
                release.Wait(token);
            }

            lock (order)
            {
                order.Add(name);
            }
        };
    }

    [Fact]
    public async Task Drain_WhileABatchRuns_CancelsItAndWaitsForItsEnd()
    {
        using var slots = new RunSlots(2, TimeProvider.System);
        using var running = new ManualResetEventSlim();
        bool ended = false;
        Task request = slots.RunAsync(
            [
                token =>
                {
                    running.Set();
                    token.WaitHandle.WaitOne();
                    ended = true;
                    token.ThrowIfCancellationRequested();
                },
            ],
            TestContext.Current.CancellationToken);
        running.Wait(TestContext.Current.CancellationToken);

        slots.Drain();

        ended.ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(() => request);
        await Should.ThrowAsync<OperationCanceledException>(() => slots.RunAsync([_ => { }], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_CancelledWhileWaiting_LeavesWithoutRunning()
    {
        using var slots = new RunSlots(1, TimeProvider.System);
        using var release = new ManualResetEventSlim();
        Task first = slots.RunAsync([_ => release.Wait(TestContext.Current.CancellationToken)], TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        bool ran = false;
        Task second = slots.RunAsync([_ => ran = true], cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => second);
        ran.ShouldBeFalse();
        release.Set();
        await first;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
