using Microsoft.Extensions.Hosting;
using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Memory;

/// <summary>
/// Gives back to the system what a burst has left free, once it is over: in the C library's heap after large batches, in .NET's after much was allocated.
/// Once a burst; nothing while it lasts.
/// </summary>
internal sealed class QuietReclaim(MemoryBudget budget, TimeProvider timeProvider) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>A burst allocates more within an interval.</summary>
    private const long BurstBytes = 64 << 20;

    /// <summary>Fewer free bytes of .NET's heap are not worth a collection.</summary>
    private const long WorthBytes = 32 << 20;

    /// <summary>Intervals between further collections: pools of buffers let go of what nobody has used for a while, up to a minute, and only when asked by one.</summary>
    private const int BetweenFollowUps = 5;

    /// <summary>Further collections after a burst, while the heap is larger than it was after another.</summary>
    private const int FollowUps = 8;

    /// <summary>The smallest that the heap was after a collection of ours.</summary>
    private long _leastBytes = long.MaxValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The bursts of the intervals before, until they are over and what they left is given back.
        int batches = budget.LargeRuns, given = batches;
        int quiet = 0;
        long allocated = GC.GetTotalAllocatedBytes();
        bool wasBurst = true;
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            (int batchesBefore, long allocatedBefore) = (batches, allocated);
            (batches, allocated) = (budget.LargeRuns, GC.GetTotalAllocatedBytes());
            bool isQuiet = batches == batchesBefore && allocated - allocatedBefore < BurstBytes;
            if (!isQuiet)
            {
                wasBurst = true;
                continue;
            }

            if (wasBurst)
            {
                CollectIfWorth();
                quiet = 0;
            }
            else if (++quiet <= FollowUps * BetweenFollowUps && quiet % BetweenFollowUps == 0 && GC.GetTotalMemory(forceFullCollection: false) > _leastBytes + WorthBytes)
            {
                Collect();
                NativeHeap.Trim();
            }

            if (wasBurst || batches != given)
            {
                NativeHeap.Trim();
            }

            (wasBurst, given) = (false, batches);
        }
    }

    private void CollectIfWorth()
    {
        GCMemoryInfo last = GC.GetGCMemoryInfo();
        long bytes = GC.GetTotalMemory(forceFullCollection: false);
        if (_leastBytes == long.MaxValue || last.TotalCommittedBytes - bytes > WorthBytes || bytes - last.HeapSizeBytes > WorthBytes)
        {
            Collect();
        }
    }

    private void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _leastBytes = Math.Min(_leastBytes, GC.GetTotalMemory(forceFullCollection: false));
    }
}
