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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The bursts of the intervals before, until they are over and what they left is given back.
        int batches = budget.LargeRuns, given = batches;
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
            }

            if (wasBurst || batches != given)
            {
                NativeHeap.Trim();
            }

            (wasBurst, given) = (false, batches);
        }
    }

    private static void CollectIfWorth()
    {
        GCMemoryInfo last = GC.GetGCMemoryInfo();
        if (last.TotalCommittedBytes - GC.GetTotalMemory(forceFullCollection: false) > WorthBytes || GC.GetTotalMemory(forceFullCollection: false) - last.HeapSizeBytes > WorthBytes)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
