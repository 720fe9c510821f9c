using Microsoft.Extensions.Logging;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Store;

/// <summary>
/// Whether the last use of the store succeeded. Logs once when the store begins to fail and once when it works again: a failure that
/// lasts for hours must not fill the log.
/// </summary>
internal sealed class StoreHealth(string kind, ShadowMeters meters, ILogger logger)
{
    private bool _writingFails;
    private bool _readingFails;
    private bool _loopFails;
    private long _failures;

    public bool IsAvailable => !Volatile.Read(ref _writingFails) && !Volatile.Read(ref _readingFails) && !Volatile.Read(ref _loopFails);

    /// <summary>Writes and reads that failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Records a write, and its failure, if any. A store that can be written can be read.</summary>
    public void Wrote(Exception? failure)
    {
        if (failure is null)
        {
            Note(ref _readingFails, null);
        }

        Note(ref _writingFails, failure);
    }

    /// <summary>Records a read, and its failure, if any.</summary>
    public void Read(Exception? failure) => Note(ref _readingFails, failure);

    /// <summary>
    /// Records a turn of the writing loop, and its failure, if any: without a free thread it may not even reach the store.
    /// </summary>
    public void Looped(Exception? failure) =>
        Note(ref _loopFails, failure is TaskSchedulerException { InnerException: { } cause } ? cause : failure);

    private void Note(ref bool fails, Exception? failure)
    {
        var before = IsAvailable;
        Volatile.Write(ref fails, failure is not null);
        if (failure is not null)
        {
            Interlocked.Increment(ref _failures);
            meters.StoreFailed();
            if (before)
            {
                ShadowLog.StoreFailed(logger, kind, failure.GetType().Name, failure.Message.Split('\n', 2)[0].Trim());
            }
        }
        else if (!before && IsAvailable)
        {
            ShadowLog.StoreBack(logger, kind);
        }
    }
}
