using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Usage;
using TransformerService.Shadow.Configuration;

namespace TransformerService.Shadow.Usage;

/// <summary>
/// Writes what was counted, every few seconds and when the server stops; nothing else writes it. While the store fails it sends the same
/// batch again at growing intervals, and the store adds it once, however often the reply was lost. Meanwhile counts wait in the counter,
/// which is as large however long they wait.
/// </summary>
internal sealed class UsageWriter(
    UsageCounter counter,
    UsageStore store,
    UsageOptions options,
    TimeSpan timeout,
    TimeProvider timeProvider,
    ILogger<UsageWriter> logger
) : IHostedService, IAsyncDisposable, IDisposable
{
    /// <summary>Rows of one transaction; the others follow in the next one.</summary>
    private const int MostRows = 1_000;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan ReaderPatience = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _id = Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString("N");
    private readonly Lock _lock = new();
    private Task? _stop;
    private UsageBatch? _unconfirmed;
    private long _batches;
    private long _pruned = timeProvider.GetTimestamp(); // not at once: a wrong clock at the start may be set meanwhile
    private volatile bool _fails;
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = options.Enabled ? Task.Run(LoopAsync, CancellationToken.None) : Task.CompletedTask;
        return Task.CompletedTask;
    }

    /// <summary>
    /// Stops after one more try to write what waits. Calls are answered before: the host stops its servers first. If they took all of its
    /// time its token is cancelled, and it still tries. Repeated calls, and calls after the disposal, do nothing more: hosts that are
    /// stopped by two callers at once make them.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _stop ??= StopAsync();
        }
    }

    /// <summary>
    /// Writes what waits, and takes the sums of all processes where keys have quotas. Returns whether the store did all of it.
    /// </summary>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(cancellationToken);
            if (counter.HasQuotas)
            {
                var month = counter.Month;
                counter.Learn(month, UsageRow.SumByKey(await store.ReadAsync(month, null, cancellationToken)));
            }

            Succeeded();
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary of the store: whatever a database throws is logged here and has no effect elsewhere.
            Failed(exception);
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// The counts of a month over all processes, what this one has not written included; <see langword="null"/> if the store cannot be
    /// read now.
    /// </summary>
    public async Task<IReadOnlyList<UsageRow>?> ReadAsync(UsageMonth month, string? key, CancellationToken cancellationToken)
    {
        // A store that hangs holds the turn: readers do not wait for it longer than a call to the store may take, and a store that is known
        // to fail they hardly wait for.
        if (!await _turn.WaitAsync(_fails && ReaderPatience < timeout ? ReaderPatience : timeout, cancellationToken))
        {
            return null;
        }

        // A reader that gave up does not await this: the turn is released when the database returns.
        return await Task.Run(() => ReadInTurnAsync(month, key, cancellationToken), CancellationToken.None).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _stop ??= Task.CompletedTask;
        }

        await store.DisposeAsync();
        _stopping.Dispose();
        _turn.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a host that cannot wait otherwise.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        try
        {
            // SQLite's provider blocks, and may do so for longer than this may wait.
            using var patience = new CancellationTokenSource(timeout, timeProvider);
            await Task.Run(() => FlushAsync(patience.Token), CancellationToken.None)
                .WaitAsync(timeout, timeProvider, CancellationToken.None);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Failed(exception);
        }

        if (options.Enabled && counter.Unstored().Sum(static row => row.Count.Requests) is > 0 and var lost)
        {
            UsageLog.Lost(logger, lost);
        }
    }

    private async Task<IReadOnlyList<UsageRow>?> ReadInTurnAsync(UsageMonth month, string? key, CancellationToken cancellationToken)
    {
        try
        {
            if (_unconfirmed is not null)
            {
                await WriteAsync(cancellationToken); // until its outcome is known, it may be both stored and waiting
            }

            var rows = await store.ReadAsync(month, key, cancellationToken);
            return [.. rows, .. counter.Unstored().Where(row => row.Slot.Month == month && (key is null || row.Slot.Key == key))];
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Failed(exception);
            }

            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        while ((_unconfirmed ??= Next()) is { } batch)
        {
            await store.WriteAsync(batch, cancellationToken);
            counter.Stored(batch.Rows);
            _unconfirmed = null;
        }
    }

    private UsageBatch? Next() =>
        counter.Unstored() is { Count: > 0 } rows ? new UsageBatch(_id, ++_batches, [.. rows.Take(MostRows)]) : null;

    private async Task LoopAsync()
    {
        var pause = counter.HasQuotas ? TimeSpan.Zero : options.FlushInterval; // what was used before the start counts from the start
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, timeProvider, _stopping.Token);

                // A thread of its own: SQLite's provider blocks for as long as the file is locked.
                var isWritten = await Task
                    .Factory.StartNew(
                        () => FlushAsync(_stopping.Token),
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                    .Unwrap();
                pause = isWritten ? options.FlushInterval : Longer(pause);
                if (isWritten && _batches > 0 && timeProvider.GetElapsedTime(_pruned) >= PruneInterval)
                {
                    _pruned = timeProvider.GetTimestamp();
                    await store.PruneAsync(counter.Month.Before(options.MonthsKept), _stopping.Token);
                }
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                // Whatever a database throws when it is cancelled.
                return;
            }
            catch (Exception exception)
            {
                // The boundary of one turn. If no thread can be created now (open files, pids, memory), one may be later.
                Failed(exception);
                pause = Longer(pause);
            }
        }
    }

    private TimeSpan Longer(TimeSpan pause)
    {
        var longer = TimeSpan.FromTicks(Math.Max(options.FlushInterval.Ticks, pause.Ticks * 2));
        return longer < LongestPause ? longer : LongestPause;
    }

    /// <summary>Logs once when the store begins to fail: a failure that lasts for hours must not fill the log.</summary>
    private void Failed(Exception exception)
    {
        if (!Interlocked.Exchange(ref _fails, true))
        {
            UsageLog.StoreFailed(logger, store.Kind, exception.GetType().Name, exception.Message.Split('\n', 2)[0].Trim());
        }
    }

    private void Succeeded()
    {
        if (Interlocked.Exchange(ref _fails, false))
        {
            UsageLog.StoreBack(logger, store.Kind);
        }
    }
}
