using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>
/// The waiting and running rows of one model; decides which batch is next, and when. The caller passes the time. Not thread-safe.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="slots">The run slots that all models share.</param>
/// <param name="spent">Computes the work that a row took from its result. Default: the expected work.</param>
internal sealed class BatchSchedule<TRow, TResult>(BatcherOptions options, RunSlots slots, Func<TRow, TResult, long>? spent = null)
{
    /// <summary>The number of rows considered for a batch: enough to find similar lengths.</summary>
    private const int WindowBatches = 4;

    /// <summary>The resolution of timers; a shorter wait would be a busy loop.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly RowQueue<TRow, TResult> _queue = new();
    private readonly QueueShares _shares = new(options.MaxQueuedRows, options.MaxQueuedTokens);

    private readonly WorkRates _rates = new();
    private readonly ReturningCallers _returning = new();
    private readonly HashSet<RunningBatch<TRow, TResult>> _running = [];

    /// <summary>Whether the speed of the model was known once.</summary>
    private bool _isTimed;

    /// <summary>The number of waiting rows.</summary>
    public int Waiting => _queue.Count;

    /// <summary>
    /// Whether the rows have low priority because no caller waits for them: then they reserve no slot, and take no reserved one.
    /// </summary>
    private bool IsInBackground => options.Priority == RunPriority.Low;

    /// <summary>The running rows of this model, and the slots that it has or can get, including the slot of the next batch.</summary>
    private (int Rows, int Slots) Running => (_running.Sum(batch => batch.Rows.Count), _running.Count + 1 + slots.Free);

    /// <summary>Adds a request's rows.</summary>
    /// <exception cref="InferenceException">They do not fit into the queue, or cannot run within the request's time.</exception>
    public void Add(BatchRequest<TRow, TResult> request)
    {
        var rows = request.Rows.Count;
        TimeCheck.Check(request, _queue, _rates);
        _shares.Take(request.Terms.Caller, rows, request.Work, request.IsLarge, () => _rates.RetryAfter(_queue.Work));
        _queue.Add(request);
        if (!request.IsLarge && !IsInBackground)
        {
            slots.SmallFirst.Note(request.Submitted);
            _returning.Came(rows);
        }
    }

    /// <summary>Removes the waiting rows of a request that has ended.</summary>
    /// <returns>The batches that nobody waits for any longer.</returns>
    public IReadOnlyList<RunningBatch<TRow, TResult>> Remove(BatchRequest<TRow, TResult> request)
    {
        Leave(request);
        return Abandoned();
    }

    /// <summary>Removes all waiting rows.</summary>
    /// <returns>Their requests.</returns>
    public IReadOnlyList<BatchRequest<TRow, TResult>> RemoveAll()
    {
        BatchRequest<TRow, TResult>[] requests = [.. _queue.Requests.SelectMany(requests => requests)];
        Array.ForEach(requests, Leave);
        return requests;
    }

    /// <summary>Returns the time until a batch should run if nothing changes: zero for now, <see langword="null"/> for never.</summary>
    public TimeSpan? UntilNext(TimeSpan now)
    {
        if (Next(isFair: false, now) is { } next)
        {
            var isLarge = next.Window[0].Request.IsLarge;
            var wait = BatchPolicy.Wait(
                next.Choice.IsFull,
                !_running.Any(batch => batch.IsLarge == isLarge),
                now - next.Window.Min(row => row.Request.Submitted),
                options.MaxQueueDelay
            );
            return wait == TimeSpan.Zero ? wait : Positive(wait);
        }

        // Large requests wait until one of their batches ends, or until no small request has come for long enough.
        return _queue.Count > 0 && slots.SmallFirst.UntilForgotten(now) is { } time ? Positive(time) : null;
    }

    /// <summary>
    /// Returns how long to keep the entered slot idle for callers that were just answered; zero if another slot is free for them.
    /// </summary>
    public TimeSpan UntilReturned(TimeSpan now)
    {
        (var rows, var count) = Running;
        return slots.Free > 0 ? TimeSpan.Zero : _returning.Wait(_queue.Count, rows, count, now);
    }

    /// <summary>Removes the next batch from the queue once a slot is free; <see langword="null"/> if no rows are left.</summary>
    public RunningBatch<TRow, TResult>? Take(TimeSpan now, CancellationToken stopping)
    {
        if (Next(isFair: true, now) is not { } next)
        {
            return null;
        }

        if (!IsInBackground && next.Window[0].Request.IsLarge && !slots.SmallFirst.TryBeginLarge(this, now))
        {
            return null; // another model's batch of large requests took the slot first
        }

        var batch = new RunningBatch<TRow, TResult>([.. next.Choice.Rows.Select(row => next.Window[row])], now, stopping);
        foreach (var row in batch.Rows)
        {
            _shares.Give(row.Request.Terms.Caller, 1, row.Cost.Work);
        }

        _queue.Serve(batch.Rows);
        batch.LeftOthers = _queue.Count > 0;
        _running.Add(batch);
        return batch;
    }

    /// <summary>Delivers a batch's results to its rows, or its failure to each request that had rows in it.</summary>
    /// <returns>The batches that nobody waits for any longer.</returns>
    public IReadOnlyList<RunningBatch<TRow, TResult>> Conclude(
        RunningBatch<TRow, TResult> batch,
        BatchOutcome<TResult> outcome,
        TimeSpan now
    )
    {
        _running.Remove(batch);
        if (outcome.Failure is not { } failure)
        {
            Charge(batch, outcome, now);
            QueuedRow<TRow, TResult>[] last = [.. batch.Rows.Where((_, place) => !batch.IsCompleted(place))];
            for (var place = 0; place < batch.Rows.Count; place++)
            {
                if (outcome.RowFailures?.GetValueOrDefault(place) is not { } rowFailure)
                {
                    batch.Complete(place, outcome.Results[place]);
                }
                else if (!batch.IsCompleted(place))
                {
                    Fail(batch.Rows[place].Request, rowFailure);
                }
            }

            var expected = last.Select(row => row.Request)
                .Where(request => request.IsOver && !request.IsLarge)
                .Distinct()
                .Sum(request => request.Rows.Count);
            _returning.Answered(batch.Rows.Count, last.Length, expected, batch.Started, now);
            RefuseUntimed(now);
            return Abandoned();
        }

        foreach (var request in batch.Rows.Select(row => row.Request).Where(request => !request.IsOver))
        {
            Fail(request, failure);
        }

        return Abandoned();
    }

    /// <summary>
    /// When the model's speed becomes known, ends the requests that came before and cannot be done in their time: their callers get an
    /// answer now instead of a time-out later.
    /// </summary>
    private void RefuseUntimed(TimeSpan now)
    {
        if (_isTimed || _rates.Estimate(1, now) is null)
        {
            return;
        }

        _isTimed = true;
        foreach (var request in _queue.Requests.SelectMany(requests => requests).ToArray())
        {
            if (TimeCheck.Alone(request, _rates, now) is { } tooLarge)
            {
                Fail(request, tooLarge);
            }
        }
    }

    /// <summary>Ends a request, and removes its waiting rows.</summary>
    private void Fail(BatchRequest<TRow, TResult> request, Exception failure)
    {
        request.Fail(failure);
        Leave(request);
    }

    private void Leave(BatchRequest<TRow, TResult> request)
    {
        (var rows, var work) = _queue.Remove(request);
        _shares.Give(request.Terms.Caller, rows, work);
    }

    /// <summary>Charges the actual work of rows instead of the expected work, and records how fast work is done.</summary>
    private void Charge(RunningBatch<TRow, TResult> batch, BatchOutcome<TResult> outcome, TimeSpan now)
    {
        long work = 0;
        for (var place = 0; place < batch.Rows.Count; place++)
        {
            var row = batch.Rows[place];
            var failed = outcome.RowFailures?.ContainsKey(place) == true;
            var took = spent is null || failed ? row.Cost.Work : spent(row.Value, outcome.Results[place]);
            work += took;
            if (took != row.Cost.Work)
            {
                _queue.Charge(row.Request, took - row.Cost.Work);
            }
        }

        _rates.Note(work, batch.Started, now, batch.IsLarge, batch.LeftOthers);
    }

    private static TimeSpan Positive(TimeSpan time) => time < ShortestWait ? ShortestWait : time;

    private IReadOnlyList<RunningBatch<TRow, TResult>> Abandoned() => [.. _running.Where(batch => batch.IsAbandoned)];

    /// <summary>Returns the considered rows and the batch among them; <see langword="null"/> if none may run.</summary>
    /// <param name="isFair">Whether it is limited to its share of the work.</param>
    /// <param name="now">The time.</param>
    private (IReadOnlyList<QueuedRow<TRow, TResult>> Window, BatchChoice Choice)? Next(bool isFair, TimeSpan now)
    {
        var largeMustWait = !IsInBackground && _queue.HasLarge && slots.SmallFirst.LargeMustWait(this, now);
        var window = _queue.FirstOfOneKind(options.Limits.MaxRows * WindowBatches, !largeMustWait);
        return window.Count == 0
            ? null
            : (
                window,
                BatchPolicy.Choose([.. window.Select(row => row.Cost)], isFair ? Fair(window[0].Request.IsLarge, now) : options.Limits)
            );
    }

    /// <summary>
    /// The limits of a batch that takes at most its share of the rows. A batch of large requests must also end soon: they have deadlines
    /// too, and small ones may have to wait for it if there is only one slot.
    /// </summary>
    private BatchLimits Fair(bool isLarge, TimeSpan now)
    {
        (var rows, var count) = Running;
        var share = isLarge ? BatchPolicy.ShareOfLarge(_queue.Count, count) : BatchPolicy.Share(_queue.Count, rows, count);
        var fair = options.Limits with { MaxRows = Math.Min(options.Limits.MaxRows, share) };
        return isLarge ? fair with { MaxWork = _rates.MostOfLarge(slots.Count == 1 && slots.SmallFirst.SmallCome(now), now) } : fair;
    }
}
