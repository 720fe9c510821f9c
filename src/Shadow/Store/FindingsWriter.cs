using Microsoft.Extensions.Logging;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Store;

/// <summary>
/// Accepts findings without ever waiting, and writes them in batches; nothing else writes them. While the store fails it retries at
/// growing intervals. It retries the same batch, which the store counts once, however often the reply was lost.
/// </summary>
internal sealed class FindingsWriter : IFindings, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(1);

    private readonly PendingFindings _pending;
    private readonly ShadowStore _store;
    private readonly ShadowStoreOptions _options;
    private readonly ShadowMeters _meters;
    private readonly StoreHealth _health;
    private readonly StoreTurns _turns;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<FindingsWriter> _logger;
    private readonly TaskScheduler _scheduler;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private readonly CrashLosses? _losses;
    private int _disposed;
    private long? _pruned;
    private bool _clockIsDoubted;

    public FindingsWriter(
        PendingFindings pending,
        ShadowStore store,
        ShadowStoreOptions options,
        ShadowMeters meters,
        TimeProvider timeProvider,
        ILogger<FindingsWriter> logger,
        CrashLosses? losses = null,
        TaskScheduler? scheduler = null
    )
    {
        (_pending, _store, _options, _meters, _timeProvider, _logger) = (pending, store, options, meters, timeProvider, logger);
        (_losses, _scheduler) = (losses, scheduler ?? TaskScheduler.Default);
        _health = new StoreHealth(store.Kind, meters, logger);
        _turns = new StoreTurns(_health, options.Timeout);
        Reader = new FindingsReader(store, pending, _turns, _health);
        meters.ObserveStore(() => _health.IsAvailable);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Reads what is written, and what is not yet.</summary>
    public FindingsReader Reader { get; }

    /// <summary>Adds to the totals of a key.</summary>
    public void Count(TotalsKey key, Action<ShadowTotals> add)
    {
        var sampled = _pending.Count(key, add);
        _losses?.Note(sampled);
    }

    /// <summary>
    /// Adds a comparison, and keeps its sample. If too many samples wait to be written, the sample is lost, and counted as lost.
    /// </summary>
    public void Add(TextFinding finding, KeptSample? sample = null)
    {
        if (!_pending.Add(finding, sample))
        {
            _meters.Lost(finding.Key.Model, 1);
        }
    }

    /// <summary>Writes what waits now. Returns how many batches it wrote, or <see langword="null"/> if the store failed.</summary>
    public async Task<int?> FlushAsync(CancellationToken cancellationToken)
    {
        await _turns.EnterAsync(cancellationToken);
        try
        {
            if (_losses is not null)
            {
                await _losses.SettleAsync(cancellationToken);
            }

            var written = 0;
            for (; _pending.Next() is { } batch; written++)
            {
                await _store.WriteAsync(batch with { Run = _losses?.Run }, cancellationToken);
                _health.Wrote(null);
                _pending.Written();
            }

            return written;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary of the store: whatever a database throws is counted here and has no effect elsewhere.
            _health.Wrote(exception);
            return null;
        }
        finally
        {
            _turns.Leave();
        }
    }

    /// <summary>Stops, after one more try to write what waits. Never throws: what could not be written is counted and logged.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _loop;
        using var patience = new CancellationTokenSource(_options.Timeout, _timeProvider);
        try
        {
            // SQLite's provider blocks, and may do so for longer than this may wait.
            var written = await Task.Run(() => FlushAsync(patience.Token), CancellationToken.None)
                .WaitAsync(_options.Timeout, _timeProvider);
            if (_losses is not null && written is not null)
            {
                await _losses.CloseAsync(_pending.Sampled > 0, patience.Token);
            }
        }
        catch (Exception exception)
        {
            // The boundary of the process's end: an exception here would stop the rest of the server's shutdown.
            _health.Looped(exception);
        }

        if (_pending.UnwrittenComparisons is > 0 and var lost)
        {
            ShadowLog.FindingsLost(_logger, lost);
        }

        foreach ((var model, var samples) in _pending.UnwrittenSamples())
        {
            _meters.Lost(model, samples);
        }

        await CloseAsync(_losses);
        await CloseAsync(_store);
        _stopping.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a host that cannot wait otherwise.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task LoopAsync()
    {
        var pause = _options.FlushInterval;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, _timeProvider, _stopping.Token);

                // A thread of its own: SQLite's provider blocks for as long as the file is locked.
                var written = await Task
                    .Factory.StartNew(
                        () => FlushAsync(_stopping.Token),
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        _scheduler
                    )
                    .Unwrap();
                _health.Looped(null);
                pause = written is not null ? _options.FlushInterval : Longer(pause);
                if (written > 0 && (_pruned is not { } pruned || _timeProvider.GetElapsedTime(pruned) >= PruneInterval))
                {
                    _pruned = _timeProvider.GetTimestamp();
                    await PruneAsync();
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
                _health.Looped(exception);
                pause = Longer(pause);
            }
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private async Task CloseAsync(IAsyncDisposable? part)
    {
        try
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception exception)
        {
            _health.Looped(exception);
        }
    }

    private async Task PruneAsync()
    {
        try
        {
            var oldest = await _store.PruneAsync(_stopping.Token);
            if (oldest is { } time)
            {
                _pending.Forget(time);
            }
            else if (!_clockIsDoubted)
            {
                ShadowLog.ClockDoubted(_logger, _store.Kind);
            }

            _clockIsDoubted = oldest is null;
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            _health.Wrote(exception);
        }
    }
}
