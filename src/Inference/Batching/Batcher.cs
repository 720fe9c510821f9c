using System.Diagnostics;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>
/// Puts the rows of all requests for one model into batches and runs them. Requests come from any thread; batches run on the slots that all
/// models share, and a batch is chosen when a slot is free, from all rows that wait then.
/// </summary>
internal sealed class Batcher<TRow, TResult> : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BatchSchedule<TRow, TResult> _schedule;

    /// <summary>Signalled when rows arrived or a batch ended.</summary>
    private readonly ChangeNotice _changed;

    private readonly CancellationTokenSource _stopping = new();
    private readonly BatchRunner<TRow, TResult> _runner;
    private readonly RunPriority _priority;
    private readonly RunSlots _slots;
    private readonly TimeProvider _timeProvider;
    private readonly Task _loop;
    private volatile Exception? _broken;
    private bool _isStopped;

    /// <param name="run">Runs a batch; returns a result for each row.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="slots">The run slots that all models share.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="observer">Measures the batches.</param>
    /// <param name="failures">How failed batches are handled.</param>
    /// <param name="spent">Computes the work that a row took from its result. Default: the expected work.</param>
    public Batcher(
        BatchRun<TRow, TResult> run,
        BatcherOptions options,
        RunSlots slots,
        TimeProvider timeProvider,
        BatchObserver? observer = null,
        BatchFailures? failures = null,
        Func<TRow, TResult, long>? spent = null
    )
    {
        (_priority, _slots, _timeProvider) = (options.Priority, slots, timeProvider);
        _runner = new BatchRunner<TRow, TResult>(run, failures ?? BatchFailures.Ignored, observer, _lock);
        _schedule = new BatchSchedule<TRow, TResult>(options, slots, spent);
        _changed = new ChangeNotice(timeProvider);
        slots.SmallFirst.LargeEnded += _changed.Give;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>For a run that returns all results at its end.</summary>
    public Batcher(
        Func<IReadOnlyList<TRow>, CancellationToken, IReadOnlyList<TResult>> run,
        BatcherOptions options,
        RunSlots slots,
        TimeProvider timeProvider,
        BatchObserver? observer = null,
        BatchFailures? failures = null
    )
        : this((rows, _, cancellationToken) => run(rows, cancellationToken), options, slots, timeProvider, observer, failures) { }

    /// <summary>The number of waiting rows.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _schedule.Waiting;
            }
        }
    }

    /// <summary>Shared by all models, as the slots are.</summary>
    private TimeSpan Now => _timeProvider.GetElapsedTime(0);

    /// <summary>Runs the server's own rows.</summary>
    public Task<BatchedResults<TResult>> RunAsync(
        IReadOnlyList<TRow> rows,
        Func<TRow, RowCost> cost,
        CancellationToken cancellationToken
    ) => RunAsync(rows, cost, RequestTerms.Own, cancellationToken);

    /// <summary>Runs a request's rows, each in whichever batch it fits.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cost">The cost of a row.</param>
    /// <param name="terms">The caller and the time limit.</param>
    /// <param name="cancellationToken">
    /// Cancels the request: its waiting rows leave, and a batch that nobody waits for any longer stops.
    /// </param>
    /// <exception cref="InferenceException">The rows do not fit into the queue, or cannot run within their time.</exception>
    public async Task<BatchedResults<TResult>> RunAsync(
        IReadOnlyList<TRow> rows,
        Func<TRow, RowCost> cost,
        RequestTerms terms,
        CancellationToken cancellationToken
    )
    {
        if (rows.Count == 0)
        {
            return new BatchedResults<TResult>([], default);
        }

        var request = new BatchRequest<TRow, TResult>(rows, cost, Now, terms);
        lock (_lock)
        {
            CheckOpen();
            _schedule.Add(request);
        }

        _changed.Give();
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

        var started = request.Started ?? request.Submitted;
        return new BatchedResults<TResult>(request.Results, new RunTimes(started - request.Submitted, Now - started));
    }

    /// <summary>Stops every run, fails all waiting requests, and returns when nothing runs: the model may be freed afterwards.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopped = true;
        }

        _slots.SmallFirst.LargeEnded -= _changed.Give;
        _stopping.Cancel();
        _loop.GetAwaiter().GetResult();
        _stopping.Dispose();
    }

    private void CheckOpen()
    {
        if (_isStopped)
        {
            throw new InferenceException(InferenceError.ModelNotReady, "The model is being unloaded; send the request again.");
        }

        if (_broken is { } fault)
        {
            throw new InferenceException(
                InferenceError.Internal,
                "The model's batches can no longer be formed; restart the server.",
                fault
            );
        }
    }

    private void GiveUp(BatchRequest<TRow, TResult> request, CancellationToken cancellationToken)
    {
        IReadOnlyList<RunningBatch<TRow, TResult>> abandoned;
        lock (_lock)
        {
            request.Cancel(cancellationToken);
            abandoned = _schedule.Remove(request);
        }

        Stop(abandoned);
    }

    private static void Stop(IReadOnlyList<RunningBatch<TRow, TResult>> abandoned)
    {
        foreach (var batch in abandoned)
        {
            batch.Stop();
        }
    }

    private async Task LoopAsync()
    {
        // Detach from the activity that loaded the model; batches are not its children.
        Activity.Current = null;
        List<Task> runs = [];
        try
        {
            while (true)
            {
                await HoldBackAsync(() => _schedule.UntilNext(Now));
                await _slots.EnterAsync(_priority, _stopping.Token);
                if (await TakeAsync() is { } batch)
                {
                    runs.RemoveAll(run => run.IsCompleted);
                    runs.Add(_priority == RunPriority.Low ? RunInBackgroundAsync(batch) : RunInForegroundAsync(batch));
                }
                else
                {
                    _slots.Leave(_priority);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            GiveUpAll(request => request.Cancel(_stopping.Token));
        }
        catch (Exception exception)
        {
            // A fault of the batcher itself: waiting and new callers must get it instead of waiting forever.
            _broken = exception;
            GiveUpAll(request => request.Fail(exception));
        }

        await Task.WhenAll(runs);
    }

    /// <summary>Returns when there is nothing to wait for.</summary>
    /// <param name="wait">Returns the remaining wait if nothing changes; evaluated again, under the lock, after every change.</param>
    private async Task HoldBackAsync(Func<TimeSpan?> wait)
    {
        while (true)
        {
            // Rows are added before the notice is set, so none is missed.
            _changed.Clear();
            TimeSpan? longest;
            lock (_lock)
            {
                longest = wait();
            }

            if (longest == TimeSpan.Zero)
            {
                return;
            }

            await _changed.WaitAsync(longest, _stopping.Token);
        }
    }

    /// <summary>
    /// Removes the next batch from the queue, if there still is one, for the entered slot; leaves the slot if the batcher stops meanwhile.
    /// </summary>
    private async Task<RunningBatch<TRow, TResult>?> TakeAsync()
    {
        try
        {
            await HoldBackAsync(() => _priority == RunPriority.Low || _slots.IsWanted ? TimeSpan.Zero : _schedule.UntilReturned(Now));
        }
        catch (OperationCanceledException)
        {
            _slots.Leave(_priority);
            throw;
        }

        lock (_lock)
        {
            return _schedule.Take(Now, _stopping.Token);
        }
    }

    private Task RunInForegroundAsync(RunningBatch<TRow, TResult> batch) =>
        Task.Factory.StartNew(
            () => Conclude(batch, _runner.Run(batch)),
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            _slots.Foreground
        );

    private async Task RunInBackgroundAsync(RunningBatch<TRow, TResult> batch)
    {
        // The end takes the batcher's lock, so it must not run on a low-priority thread.
        var outcome = await Task.Factory.StartNew(
            () => _runner.Run(batch),
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously,
            _slots.Background
        );
        Conclude(batch, outcome);
    }

    private void Conclude(RunningBatch<TRow, TResult> batch, BatchOutcome<TResult> outcome)
    {
        IReadOnlyList<RunningBatch<TRow, TResult>> abandoned;
        lock (_lock)
        {
            abandoned = _schedule.Conclude(batch, outcome, Now);
        }

        // Only now: the next owner of the slot must not count this batch as running.
        if (batch.IsLarge && _priority == RunPriority.Normal)
        {
            _slots.SmallFirst.EndLarge();
        }

        _slots.Leave(_priority);
        _changed.Give();
        Stop(abandoned);
        batch.Dispose();
    }

    private void GiveUpAll(Action<BatchRequest<TRow, TResult>> end)
    {
        lock (_lock)
        {
            foreach (var request in _schedule.RemoveAll())
            {
                end(request);
            }
        }
    }
}
