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

    private readonly RunSlots _slots;
    private readonly TimeProvider _timeProvider;
    private readonly BatchLoop<TRow, TResult> _loop;
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
        (_slots, _timeProvider) = (slots, timeProvider);
        _schedule = new BatchSchedule<TRow, TResult>(options, slots, spent);
        _changed = new ChangeNotice(timeProvider);
        slots.SmallFirst.LargeEnded += _changed.Give;
        var runner = new BatchRunner<TRow, TResult>(run, failures ?? BatchFailures.Ignored, observer, _lock);
        _loop = new BatchLoop<TRow, TResult>(_schedule, _lock, _changed, runner, options.Priority, slots, timeProvider);
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
        _loop.Dispose();
    }

    private void CheckOpen()
    {
        if (_isStopped)
        {
            throw new InferenceException(InferenceError.ModelNotReady, "The model is being unloaded; send the request again.");
        }

        if (_loop.Fault is { } fault)
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

        foreach (var batch in abandoned)
        {
            batch.Stop();
        }
    }
}

/// <summary>The results of a request's rows.</summary>
/// <param name="Results">Each row's, in the request's order.</param>
/// <param name="Times">The time spent.</param>
internal sealed record BatchedResults<TResult>(IReadOnlyList<TResult> Results, RunTimes Times);

/// <summary>The time spent on a request's batches.</summary>
/// <param name="Queue">Time until the first batch had a slot.</param>
/// <param name="Inference">Time from then to the end of the last batch.</param>
internal readonly record struct RunTimes(TimeSpan Queue, TimeSpan Inference)
{
    public static RunTimes operator +(RunTimes one, RunTimes other) => new(one.Queue + other.Queue, one.Inference + other.Inference);
}
