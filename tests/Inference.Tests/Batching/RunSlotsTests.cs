using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class RunSlotsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_LowPriority_ComesAfterAllThatWait()
    {
        using var slots = new RunSlots(1);
        await slots.EnterAsync(Token);
        var low = slots.EnterAsync(RunPriority.Low, Token);
        Task first = slots.EnterAsync(Token),
            second = slots.EnterAsync(Token);

        slots.Leave();
        await first;
        low.IsCompleted.ShouldBeFalse();
        slots.Leave();
        await second;
        low.IsCompleted.ShouldBeFalse();
        slots.Leave();
        await low.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task EnterAsync_SeveralOfLowPriority_RunOneAtATime()
    {
        using var slots = new RunSlots(3);
        Task first = slots.EnterAsync(RunPriority.Low, Token),
            second = slots.EnterAsync(RunPriority.Low, Token);
        await first;
        second.IsCompleted.ShouldBeFalse("two slots are free for callers");
        await slots.EnterAsync(Token);
        await slots.EnterAsync(Token);

        slots.Leave();
        slots.Leave(RunPriority.Low);
        await second.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task EnterAsync_LowPriorityWhereOneSlotIsLeft_LeavesItToCallers()
    {
        using var slots = new RunSlots(2);
        await slots.EnterAsync(Token);
        var low = slots.EnterAsync(RunPriority.Low, Token);
        low.IsCompleted.ShouldBeFalse();
        await slots.EnterAsync(Token);

        slots.Leave();
        low.IsCompleted.ShouldBeFalse("one caller's run goes on, and the next would find no slot");
        slots.Leave();
        await low.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await slots.EnterAsync(Token);
    }

    [Fact]
    public async Task EnterAsync_Cancelled_LeavesTheSlotToOthers()
    {
        using var slots = new RunSlots(1);
        await slots.EnterAsync(Token);
        using var cancelled = new CancellationTokenSource();
        Task leaving = slots.EnterAsync(cancelled.Token),
            low = slots.EnterAsync(RunPriority.Low, Token);

        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        slots.Leave();

        await low.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task EnterAsync_ManyAtOnceSomeCancelled_NeverGoesOverTheCountNorLosesASlot()
    {
        using var slots = new RunSlots(2);
        int running = 0,
            most = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(caller =>
                    Task.Run(
                        async () =>
                        {
                            for (var call = 0; call < 500; call++)
                            {
                                using var cancelled = new CancellationTokenSource();
                                var priority = caller % 4 == 0 ? RunPriority.Low : RunPriority.Normal;
                                var entered = slots.EnterAsync(priority, cancelled.Token);
                                if (call % 3 == 0)
                                {
                                    await cancelled.CancelAsync();
                                }

                                try
                                {
                                    await entered;
                                }
                                catch (OperationCanceledException)
                                {
                                    continue;
                                }

                                var now = Interlocked.Increment(ref running);
                                InterlockedMax(ref most, now);
                                await Task.Yield();
                                Interlocked.Decrement(ref running);
                                slots.Leave(priority);
                            }
                        },
                        Token
                    )
                )
        );

        most.ShouldBeLessThanOrEqualTo(2);
        await slots.EnterAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        await slots.EnterAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; seen < value; seen = target)
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
