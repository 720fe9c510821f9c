using System.Diagnostics;

namespace TransformerService.Inference.Batching;

/// <summary>Runs the batches of a schedule, one after another as slots are free, until it is disposed.</summary>
internal sealed class BatchLoop<TRow, TResult> : IDisposable
{
    private readonly BatchSchedule<TRow, TResult> _schedule;
    private readonly Lock _lock;
    private readonly ChangeNotice _changed;
    private readonly BatchRunner<TRow, TResult> _runner;
    private readonly RunPriority _priority;
    private readonly RunSlots _slots;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private volatile Exception? _fault;

    /// <param name="schedule">What waits and what runs.</param>
    /// <param name="gate">The lock of the schedule.</param>
    /// <param name="changed">Signalled when rows arrived; the loop signals it when a batch ended.</param>
    /// <param name="runner">Runs a batch.</param>
    /// <param name="priority">The priority when run slots are scarce.</param>
    /// <param name="slots">The run slots that all models share.</param>
    /// <param name="timeProvider">The clock.</param>
    public BatchLoop(
        BatchSchedule<TRow, TResult> schedule,
        Lock gate,
        ChangeNotice changed,
        BatchRunner<TRow, TResult> runner,
        RunPriority priority,
        RunSlots slots,
        TimeProvider timeProvider
    )
    {
        (_schedule, _lock, _changed, _runner) = (schedule, gate, changed, runner);
        (_priority, _slots, _timeProvider) = (priority, slots, timeProvider);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>The fault of the loop itself, because of which no batch is formed any more; <see langword="null"/> if there is none.</summary>
    public Exception? Fault => _fault;

    private TimeSpan Now => _timeProvider.GetElapsedTime(0);

    /// <summary>Stops every run, ends all waiting requests, and returns when nothing runs.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _loop.GetAwaiter().GetResult();
        _stopping.Dispose();
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
            _fault = exception;
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
        foreach (var other in abandoned)
        {
            other.Stop();
        }

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
