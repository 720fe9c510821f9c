using System.Diagnostics;
using System.Threading.Channels;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>
/// Puts the rows of all requests for one model into batches and runs them. Requests come from any thread; batches run on the slots that all
/// models share, and a batch is chosen when a slot is there, from all that wait by then.
/// </summary>
internal sealed class Batcher<TRow, TResult> : IDisposable
{
    /// <summary>Rows that are looked at for a batch: enough to find like lengths among.</summary>
    private const int WindowBatches = 4;

    /// <summary>Timers know no shorter time; less would be a loop that waits for nothing.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly RowQueue<TRow, TResult> _queue = new();
    private readonly DrainRate _drainRate = new();
    private readonly HashSet<RunningBatch<TRow, TResult>> _running = [];

    /// <summary>Holds at most one notice that rows came or a batch ended; who finds it looks at everything anew.</summary>
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stopping = new();
    private readonly BatchRun<TRow, TResult> _run;
    private readonly BatcherOptions _options;
    private readonly RunSlots _slots;
    private readonly BatchObserver? _observer;
    private readonly TimeProvider _timeProvider;
    private readonly long _epoch;
    private readonly Task _loop;
    private volatile Exception? _broken;
    private TimeSpan? _lastSmall;
    private bool _isStopped;

    /// <param name="run">Runs a batch; a result for each row.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="slots">What all models share.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="observer">Measures the batches.</param>
    public Batcher(BatchRun<TRow, TResult> run, BatcherOptions options, RunSlots slots, TimeProvider timeProvider, BatchObserver? observer = null)
    {
        (_run, _options, _slots, _timeProvider, _observer) = (run, options, slots, timeProvider, observer);
        _epoch = timeProvider.GetTimestamp();
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>For a run whose rows are all done at its end.</summary>
    public Batcher(
        Func<IReadOnlyList<TRow>, CancellationToken, IReadOnlyList<TResult>> run,
        BatcherOptions options,
        RunSlots slots,
        TimeProvider timeProvider,
        BatchObserver? observer = null)
        : this((rows, _, cancellationToken) => run(rows, cancellationToken), options, slots, timeProvider, observer)
    {
    }

    /// <summary>Rows that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    private TimeSpan Now => _timeProvider.GetElapsedTime(_epoch);

    /// <summary>Runs a request's rows, each in whichever batch it fits.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cost">What a row takes of a batch.</param>
    /// <param name="cancellationToken">Gives the request up: rows that wait leave, a batch that nobody waits for any more stops.</param>
    /// <exception cref="InferenceException">The queue is full.</exception>
    public async Task<BatchedResults<TResult>> RunAsync(IReadOnlyList<TRow> rows, Func<TRow, RowCost> cost, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return new BatchedResults<TResult>([], default);
        }

        var request = new BatchRequest<TRow, TResult>(rows, cost, Now);
        lock (_lock)
        {
            Admit(rows.Count);
            _queue.Add(request, _drainRate.Spacing);
            _lastSmall = request.IsLarge ? _lastSmall : request.Submitted;
        }

        _changed.Writer.TryWrite(true);
        await using (cancellationToken.UnsafeRegister(_ => GiveUp(request, cancellationToken), null))
        {
            try
            {
                await request.Completion;
            }
            finally
            {
                if (request.Caller is not null)
                {
                    request.Trace(_timeProvider.GetUtcNow(), Now);
                }
            }
        }

        TimeSpan started = request.Started ?? request.Submitted;
        return new BatchedResults<TResult>(request.Results, new RunTimes(started - request.Submitted, Now - started));
    }

    /// <summary>Stops every run, gives up what waits, and returns when nothing runs: what runs use may be freed afterwards.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
        }

        _stopping.Cancel();
        _loop.GetAwaiter().GetResult();
        _stopping.Dispose();
    }

    /// <summary>A request that is larger than the queue is let in where nothing waits: it could never come otherwise.</summary>
    private void Admit(int rows)
    {
        if (_isStopped)
        {
            throw new InferenceException(InferenceError.ModelNotReady, "The model is being taken away; send the request again.");
        }

        if (_broken is { } fault)
        {
            throw new InferenceException(InferenceError.Internal, "The model's batches can no longer be formed; restart the server.", fault);
        }

        if (_queue.Count > 0 && _queue.Count + rows > _options.MaxQueuedRows)
        {
            throw new InferenceException(
                InferenceError.Overloaded,
                $"{_queue.Count} texts wait for this model already, and with this request's {rows} they would be more than {_options.MaxQueuedRows} (Batching:MaxQueuedRows); send the request again later.")
            {
                RetryAfter = _drainRate.TimeFor(_queue.Count),
            };
        }
    }

    private void GiveUp(BatchRequest<TRow, TResult> request, CancellationToken cancellationToken)
    {
        List<RunningBatch<TRow, TResult>> abandoned;
        lock (_lock)
        {
            request.Cancel(cancellationToken);
            _queue.Remove(request);
            abandoned = Abandoned();
        }

        abandoned.ForEach(batch => batch.Stop());
    }

    private List<RunningBatch<TRow, TResult>> Abandoned() => [.. _running.Where(batch => batch.IsAbandoned)];

    private async Task LoopAsync()
    {
        // Whoever had the model loaded is no parent of its batches.
        Activity.Current = null;
        List<Task> runs = [];
        try
        {
            while (true)
            {
                await HoldBackAsync();
                await _slots.EnterAsync(_options.Priority, _stopping.Token);
                if (Take() is { } batch)
                {
                    runs.RemoveAll(run => run.IsCompleted);
                    runs.Add(_options.Priority == RunPriority.Low ? RunInBackgroundAsync(batch) : Task.Run(() => Conclude(batch, Run(batch))));
                }
                else
                {
                    _slots.Leave(_options.Priority);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            GiveUpAll(request => request.Cancel(_stopping.Token));
        }
        catch (Exception exception)
        {
            // A fault of the batcher itself: whoever waits, and whoever comes, must hear of it instead of waiting for nothing.
            _broken = exception;
            GiveUpAll(request => request.Fail(exception));
        }

        await Task.WhenAll(runs);
    }

    /// <summary>Returns when there is a batch that should go.</summary>
    private async Task HoldBackAsync()
    {
        while (true)
        {
            // What is noticed from here on is noticed anew: rows are added before their notice is written.
            _changed.Reader.TryRead(out _);
            TimeSpan? wait = null;
            lock (_lock)
            {
                if (Next(_options.Limits) is { } next)
                {
                    bool isLarge = next.Window[0].Request.IsLarge;
                    wait = BatchPolicy.Wait(
                        next.Choice.IsFull, !_running.Any(batch => batch.IsLarge == isLarge), Now - next.Window.Min(row => row.Request.Submitted), _options.MaxQueueDelay);
                }
                else if (_queue.Count > 0)
                {
                    // Large requests wait for a batch of theirs to end, or until small ones have stayed away for long enough.
                    wait = Positive(_lastSmall + BatchPolicy.SmallMemory - Now);
                }
            }

            if (wait == TimeSpan.Zero)
            {
                return;
            }

            await ChangeAsync(wait);
        }
    }

    /// <summary>Zero would let a batch go that there is not.</summary>
    private static TimeSpan? Positive(TimeSpan? time) => time < ShortestWait ? ShortestWait : time;

    /// <summary>Waits for a notice, or for the time given.</summary>
    private async Task ChangeAsync(TimeSpan? longest)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        Task change = _changed.Reader.WaitToReadAsync(over.Token).AsTask();
        if (longest is { } time)
        {
            await Task.WhenAny(change, Task.Delay(time < ShortestWait ? ShortestWait : time, _timeProvider, over.Token));
            over.Cancel();
            _stopping.Token.ThrowIfCancellationRequested();
        }
        else
        {
            await change;
        }
    }

    /// <summary>The rows that are looked at and the batch among them; <see langword="null"/> where none waits. Under the lock.</summary>
    private (IReadOnlyList<QueuedRow<TRow, TResult>> Window, BatchChoice Choice)? Next(BatchLimits limits)
    {
        bool largeMustWait = BatchPolicy.LargeMustWait(Now - _lastSmall, _running.Count(batch => batch.IsLarge), _slots.Count);
        IReadOnlyList<QueuedRow<TRow, TResult>> window = _queue.FirstOfOneKind(_options.Limits.MaxRows * WindowBatches, !largeMustWait);
        return window.Count == 0 ? null : (window, BatchPolicy.Choose([.. window.Select(row => row.Cost)], limits));
    }

    /// <summary>The limits of a batch that takes no more than its share of the work, now that it has a slot. Under the lock.</summary>
    private BatchLimits Fair()
    {
        int share = BatchPolicy.Share(_queue.Count, _running.Sum(batch => batch.Rows.Count), _running.Count + 1 + _slots.Free);
        return _options.Limits with { MaxRows = Math.Min(_options.Limits.MaxRows, share) };
    }

    /// <summary>Takes the next batch from the queue, now that there is a slot; <see langword="null"/> if all that waited has left.</summary>
    private RunningBatch<TRow, TResult>? Take()
    {
        lock (_lock)
        {
            if (Next(Fair()) is not { } next)
            {
                return null;
            }

            var batch = new RunningBatch<TRow, TResult>([.. next.Choice.Rows.Select(row => next.Window[row])], Now, _stopping.Token);
            _queue.Remove(batch.Rows);
            _running.Add(batch);
            return batch;
        }
    }

    private async Task RunInBackgroundAsync(RunningBatch<TRow, TResult> batch)
    {
        // What is locked at the end is locked by a thread that gets on.
        var ran = await Task.Factory.StartNew(
            () => Run(batch), CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously, _slots.Background);
        Conclude(batch, ran);
    }

    private (IReadOnlyList<TResult> Results, Exception? Failure) Run(RunningBatch<TRow, TResult> batch)
    {
        Activity? span = null;
        try
        {
            span = _observer?.Begin(batch.Rows);
            Link(batch, span);
            IReadOnlyList<TResult> results = _run([.. batch.Rows.Select(row => row.Value)], (place, result) => Tell(batch, place, result), batch.Token);
            if (results.Count != batch.Rows.Count)
            {
                throw new InvalidOperationException($"{results.Count} results came of {batch.Rows.Count} rows.");
            }

            return (results, null);
        }
        catch (Exception exception)
        {
            // The boundary of one batch: whoever waits for a row of it is told.
            span?.SetStatus(ActivityStatusCode.Error);
            return ([], exception);
        }
        finally
        {
            span?.Dispose();
        }
    }

    private void Conclude(RunningBatch<TRow, TResult> batch, (IReadOnlyList<TResult> Results, Exception? Failure) ran)
    {
        List<RunningBatch<TRow, TResult>> abandoned;
        lock (_lock)
        {
            _running.Remove(batch);
            Tell(batch, ran.Results, ran.Failure);
            abandoned = Abandoned();
        }

        // Only now: whoever has the slot next must not take this batch for one that runs.
        _slots.Leave(_options.Priority);
        _changed.Writer.TryWrite(true);
        abandoned.ForEach(other => other.Stop());
        batch.Dispose();
    }

    /// <summary>Tells the callers whose rows are in a batch which it is.</summary>
    private void Link(RunningBatch<TRow, TResult> batch, Activity? span)
    {
        if (span is null)
        {
            return;
        }

        lock (_lock)
        {
            foreach (BatchRequest<TRow, TResult> request in batch.Rows.Select(row => row.Request).Where(request => !request.IsOver))
            {
                (request.Batches ??= []).Add(span.Context);
            }
        }
    }

    /// <summary>Gives a row its result while the batch goes on.</summary>
    private void Tell(RunningBatch<TRow, TResult> batch, int place, TResult result)
    {
        lock (_lock)
        {
            batch.Complete(place, result);
        }
    }

    /// <summary>Gives each row its result, or the batch's failure to each request that had rows in it. Under the lock.</summary>
    private void Tell(RunningBatch<TRow, TResult> batch, IReadOnlyList<TResult> results, Exception? failure)
    {
        if (failure is null)
        {
            _drainRate.Add(batch.Rows.Count, batch.Started, Now);
        }

        for (int place = 0; place < batch.Rows.Count; place++)
        {
            QueuedRow<TRow, TResult> row = batch.Rows[place];
            if (failure is null)
            {
                batch.Complete(place, results[place]);
            }
            else if (!row.Request.IsOver)
            {
                row.Request.Fail(failure);
                _queue.Remove(row.Request);
            }
        }
    }

    private void GiveUpAll(Action<BatchRequest<TRow, TResult>> end)
    {
        lock (_lock)
        {
            IReadOnlyList<QueuedRow<TRow, TResult>> rows = _queue.First(_queue.Count);
            _queue.Remove(rows);
            foreach (QueuedRow<TRow, TResult> row in rows)
            {
                end(row.Request);
            }
        }
    }
}
