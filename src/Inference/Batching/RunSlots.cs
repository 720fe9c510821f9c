namespace TransformerService.Inference.Batching;

/// <summary>
/// Limits the number of concurrent model runs, over all models, so that they never use more threads than there are cores. A run of low
/// priority gets a slot only while no other run waits for one, only one of them runs at a time, and the next caller's run still
/// finds a slot free, if there is more than one.
/// </summary>
internal sealed class RunSlots(int count) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private readonly LinkedList<TaskCompletionSource> _low = [];

    /// <summary>
    /// A tenth of the normal weight (sched(7)): a checking teacher must not take a core from callers' work, and a free slot does not mean
    /// that a core is free. Not lower, because the garbage collector waits for every thread.
    /// </summary>
    private const int NicenessOfBackground = 10;

    /// <summary>
    /// glibc binds an arena to each thread permanently. With dedicated threads, only their arenas grow to batch size, not one per pool
    /// thread.
    /// </summary>
    private readonly Lazy<DedicatedScheduler> _foreground = new(() => new DedicatedScheduler("model runs", count));
    private readonly Lazy<DedicatedScheduler> _background = new(() =>
        new DedicatedScheduler("background runs", niceness: NicenessOfBackground)
    );
    private readonly int _reserved = count > 1 ? 1 : 0;
    private int _free = count;
    private bool _lowRuns;

    /// <summary>The number of slots.</summary>
    public int Count { get; } = count;

    /// <summary>Reserves one slot for small requests.</summary>
    public SmallFirst SmallFirst { get; } = new(count);

    /// <summary>Where callers' batches run.</summary>
    public TaskScheduler Foreground => _foreground.Value;

    /// <summary>Where low-priority work runs.</summary>
    public TaskScheduler Background => _background.Value;

    /// <summary>The number of free slots.</summary>
    public int Free
    {
        get
        {
            lock (_lock)
            {
                return _free;
            }
        }
    }

    /// <summary>Whether a run waits for a slot.</summary>
    public bool IsWanted
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count > 0;
            }
        }
    }

    /// <summary>Waits for a slot; within a priority, the longest wait is served first.</summary>
    public async Task EnterAsync(RunPriority priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (priority != RunPriority.Low && TryTake())
        {
            return;
        }

        var granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = priority == RunPriority.Low ? _low : _waiting;
        lock (_lock)
        {
            queue.AddLast(granted);
            Grant();
        }

        await using (cancellationToken.UnsafeRegister(_ => GiveUp(queue, granted, cancellationToken), null))
        {
            await granted.Task;
        }
    }

    /// <summary>Waits for a slot as a caller's run does.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => EnterAsync(RunPriority.Normal, cancellationToken);

    /// <summary>Releases the slot.</summary>
    public void Leave(RunPriority priority = RunPriority.Normal)
    {
        lock (_lock)
        {
            _free++;
            if (priority == RunPriority.Low)
            {
                _lowRuns = false;
            }

            Grant();
        }
    }

    /// <summary>Cancels all waits.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var waiter in _waiting.Concat(_low))
            {
                waiter.SetCanceled();
            }

            _waiting.Clear();
            _low.Clear();
        }

        foreach (var scheduler in new[] { _foreground, _background }.Where(scheduler => scheduler.IsValueCreated))
        {
            scheduler.Value.Dispose();
        }
    }

    /// <summary>Enters a free slot if no other run waits for one.</summary>
    private bool TryTake()
    {
        lock (_lock)
        {
            if (_free == 0 || _waiting.Count > 0)
            {
                return false;
            }

            _free--;
            return true;
        }
    }

    /// <summary>Removes a cancelled wait from the queue; a wait that already got its slot keeps it.</summary>
    private void GiveUp(LinkedList<TaskCompletionSource> queue, TaskCompletionSource waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (queue.Remove(waiter))
            {
                waiter.SetCanceled(cancellationToken);

                // It may have held back low-priority runs.
                Grant();
            }
        }
    }

    /// <summary>Must be called under the lock.</summary>
    private void Grant()
    {
        while (_free > 0 && Take(_waiting)) { }

        if (_free > _reserved && !_lowRuns && Take(_low))
        {
            _lowRuns = true;
        }
    }

    private bool Take(LinkedList<TaskCompletionSource> queue)
    {
        if (queue.First is not { } first)
        {
            return false;
        }

        queue.RemoveFirst();
        _free--;
        first.Value.SetResult();
        return true;
    }
}

/// <summary>Runs work that no caller waits for, on a thread of low priority: it takes no core from callers.</summary>
public sealed class BackgroundScheduler
{
    private readonly RunSlots _slots;

    internal BackgroundScheduler(RunSlots slots) => _slots = slots;

    /// <summary>The scheduler; its thread is started on first use.</summary>
    public TaskScheduler Scheduler => _slots.Background;
}
