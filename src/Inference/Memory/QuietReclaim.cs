using Microsoft.Extensions.Hosting;
using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Memory;

/// <summary>
/// Returns free memory to the system after a burst: from the C library's heap after large batches, from .NET's heap after many allocations.
/// Once per burst, and never during it.
/// </summary>
internal sealed class QuietReclaim(MemoryBudget budget, TimeProvider timeProvider) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>An interval with more allocated bytes belongs to a burst.</summary>
    private const long BurstBytes = 64 << 20;

    /// <summary>Fewer free bytes of .NET's heap are not worth a collection.</summary>
    private const long WorthBytes = 32 << 20;

    /// <summary>
    /// Intervals between further collections: buffer pools release buffers that were unused for a while, up to a minute, and only during a
    /// collection.
    /// </summary>
    private const int BetweenFollowUps = 5;

    /// <summary>Number of further collections after a burst, while the heap is larger than after an earlier one.</summary>
    private const int FollowUps = 8;

    /// <summary>The smallest heap size after one of these collections.</summary>
    private long _leastBytes = long.MaxValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The state of earlier intervals' bursts, until they end and their memory is returned.
        int batches = budget.LargeRuns,
            given = batches;
        var quiet = 0;
        var allocated = GC.GetTotalAllocatedBytes();
        var wasBurst = true;
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            (var batchesBefore, var allocatedBefore) = (batches, allocated);
            (batches, allocated) = (budget.LargeRuns, GC.GetTotalAllocatedBytes());
            var isQuiet = batches == batchesBefore && allocated - allocatedBefore < BurstBytes;
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
            else if (
                ++quiet <= FollowUps * BetweenFollowUps
                && quiet % BetweenFollowUps == 0
                && GC.GetTotalMemory(forceFullCollection: false) > _leastBytes + WorthBytes
            )
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
        var last = GC.GetGCMemoryInfo();
        var bytes = GC.GetTotalMemory(forceFullCollection: false);
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
