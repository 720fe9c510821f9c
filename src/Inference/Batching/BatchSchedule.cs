using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>What waits for one model and what runs of it, and which batch is next, and when. Told the time, and not thread-safe.</summary>
internal sealed class BatchSchedule<TRow, TResult>(BatcherOptions options, RunSlots slots)
{
    /// <summary>Rows that are looked at for a batch: enough to find like lengths among.</summary>
    private const int WindowBatches = 4;

    /// <summary>Timers know no shorter time; less would be a loop that waits for nothing.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly RowQueue<TRow, TResult> _queue = new();
    private readonly DrainRate _drainRate = new();
    private readonly SmallFirst _smallFirst = new();
    private readonly ReturningCallers _returning = new();
    private readonly HashSet<RunningBatch<TRow, TResult>> _running = [];

    /// <summary>Rows that wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Rows of this model's batches that run, and slots that it has or can have with the one of the next batch.</summary>
    private (int Rows, int Slots) Running => (_running.Sum(batch => batch.Rows.Count), _running.Count + 1 + slots.Free);

    /// <summary>Adds a request's rows. A request that is larger than the queue is let in where nothing waits: it could never come otherwise.</summary>
    /// <exception cref="InferenceException">The queue is full.</exception>
    public void Add(BatchRequest<TRow, TResult> request)
    {
        int rows = request.Rows.Count;
        if (_queue.Count > 0 && _queue.Count + rows > options.MaxQueuedRows)
        {
            throw new InferenceException(
                InferenceError.Overloaded,
                $"{_queue.Count} texts wait for this model already, and with this request's {rows} they would be more than {options.MaxQueuedRows} (Batching:MaxQueuedRows); send the request again later.")
            {
                RetryAfter = _drainRate.TimeFor(_queue.Count),
            };
        }

        _queue.Add(request, _drainRate.Spacing);
        if (!request.IsLarge)
        {
            _smallFirst.Note(request.Submitted);
            _returning.Came(rows);
        }
    }

    /// <summary>Takes away what a request, which is over, still has waiting.</summary>
    /// <returns>Batches that nobody waits for any more.</returns>
    public IReadOnlyList<RunningBatch<TRow, TResult>> Remove(BatchRequest<TRow, TResult> request)
    {
        _queue.Remove(request);
        return Abandoned();
    }

    /// <summary>Takes away all that waits.</summary>
    public IReadOnlyList<QueuedRow<TRow, TResult>> RemoveAll()
    {
        IReadOnlyList<QueuedRow<TRow, TResult>> rows = _queue.First(_queue.Count);
        _queue.Remove(rows);
        return rows;
    }

    /// <summary>How long until there is a batch that should go, if nothing changes: zero for now, <see langword="null"/> for never.</summary>
    public TimeSpan? UntilNext(TimeSpan now)
    {
        if (Next(options.Limits, now) is { } next)
        {
            bool isLarge = next.Window[0].Request.IsLarge;
            TimeSpan wait = BatchPolicy.Wait(
                next.Choice.IsFull, !_running.Any(batch => batch.IsLarge == isLarge), now - next.Window.Min(row => row.Request.Submitted), options.MaxQueueDelay);
            return wait == TimeSpan.Zero ? wait : Positive(wait);
        }

        // Large requests wait for a batch of theirs to end, or until small ones have stayed away for long enough.
        return _queue.Count > 0 && _smallFirst.UntilForgotten(now) is { } time ? Positive(time) : null;
    }

    /// <summary>How long the slot that there is waits for callers who were just answered: zero to take the next batch now, as where they find another slot free.</summary>
    public TimeSpan UntilReturned(TimeSpan now)
    {
        (int rows, int count) = Running;
        return slots.Free > 0 ? TimeSpan.Zero : _returning.Wait(_queue.Count, rows, count, now);
    }

    /// <summary>Takes the next batch from the queue, now that there is a slot; <see langword="null"/> if all that waited has left.</summary>
    public RunningBatch<TRow, TResult>? Take(TimeSpan now, CancellationToken stopping)
    {
        if (Next(Fair(), now) is not { } next)
        {
            return null;
        }

        var batch = new RunningBatch<TRow, TResult>([.. next.Choice.Rows.Select(row => next.Window[row])], now, stopping);
        _queue.Remove(batch.Rows);
        _running.Add(batch);
        return batch;
    }

    /// <summary>Gives each row of a batch its result, or the batch's failure to each request that had rows in it.</summary>
    /// <returns>Batches that nobody waits for any more.</returns>
    public IReadOnlyList<RunningBatch<TRow, TResult>> Conclude(RunningBatch<TRow, TResult> batch, BatchOutcome<TResult> outcome, TimeSpan now)
    {
        _running.Remove(batch);
        if (outcome.Failure is not { } failure)
        {
            _drainRate.Add(batch.Rows.Count, batch.Started, now);
            QueuedRow<TRow, TResult>[] last = [.. batch.Rows.Where((_, place) => !batch.IsCompleted(place))];
            for (int place = 0; place < batch.Rows.Count; place++)
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

            int expected = last.Select(row => row.Request).Where(request => request.IsOver && !request.IsLarge).Distinct().Sum(request => request.Rows.Count);
            _returning.Answered(batch.Rows.Count, last.Length, expected, batch.Started, now);
            return outcome.RowFailures is null ? [] : Abandoned();
        }

        foreach (BatchRequest<TRow, TResult> request in batch.Rows.Select(row => row.Request).Where(request => !request.IsOver))
        {
            Fail(request, failure);
        }

        return Abandoned();
    }

    /// <summary>Ends a request, and takes away what it still has waiting.</summary>
    private void Fail(BatchRequest<TRow, TResult> request, Exception failure)
    {
        request.Fail(failure);
        _queue.Remove(request);
    }

    private static TimeSpan Positive(TimeSpan time) => time < ShortestWait ? ShortestWait : time;

    private IReadOnlyList<RunningBatch<TRow, TResult>> Abandoned() => [.. _running.Where(batch => batch.IsAbandoned)];

    /// <summary>The rows that are looked at and the batch among them; <see langword="null"/> where none may go.</summary>
    private (IReadOnlyList<QueuedRow<TRow, TResult>> Window, BatchChoice Choice)? Next(BatchLimits limits, TimeSpan now)
    {
        bool largeMustWait = _smallFirst.LargeMustWait(now, _running.Count(batch => batch.IsLarge), slots.Count);
        IReadOnlyList<QueuedRow<TRow, TResult>> window = _queue.FirstOfOneKind(options.Limits.MaxRows * WindowBatches, !largeMustWait);
        return window.Count == 0 ? null : (window, BatchPolicy.Choose([.. window.Select(row => row.Cost)], limits));
    }

    /// <summary>The limits of a batch that takes no more than its share of the work.</summary>
    private BatchLimits Fair()
    {
        (int rows, int count) = Running;
        int share = BatchPolicy.Share(_queue.Count, rows, count);
        return options.Limits with { MaxRows = Math.Min(options.Limits.MaxRows, share) };
    }
}
