namespace TransformerService.Inference.Batching;

/// <summary>
/// Lets only so many model runs go at once, over all models, so that they never take more threads than there are cores. A run of low
/// priority gets a slot only while nobody else waits for one, only one of them runs at a time, and a caller's run that comes next still
/// finds a slot free, if there is more than one.
/// </summary>
internal sealed class RunSlots(int count) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private readonly LinkedList<TaskCompletionSource> _low = [];
    /// <summary>
    /// A tenth of the weight of others (sched(7)): a teacher that checks must not take a core from callers' work, and a free slot does not say
    /// that a core is free. Not less: the garbage collector waits for every thread.
    /// </summary>
    private const int NicenessOfBackground = 10;

    /// <summary>The C library gives a thread a heap for good: on threads of their own, runs stretch one each and not those of the whole pool.</summary>
    private readonly Lazy<DedicatedScheduler> _foreground = new(() => new DedicatedScheduler("model runs", count));
    private readonly Lazy<DedicatedScheduler> _background = new(() => new DedicatedScheduler("background runs", niceness: NicenessOfBackground));
    private readonly int _reserved = count > 1 ? 1 : 0;
    private int _free = count;
    private bool _lowRuns;

    /// <summary>All slots.</summary>
    public int Count { get; } = count;

    /// <summary>Keeps one of them for small requests.</summary>
    public SmallFirst SmallFirst { get; } = new(count);

    /// <summary>Where callers' batches run.</summary>
    public TaskScheduler Foreground => _foreground.Value;

    /// <summary>Where work of low priority is done.</summary>
    public TaskScheduler Background => _background.Value;

    /// <summary>Slots that nobody has now.</summary>
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

    /// <summary>Whether somebody waits for a slot.</summary>
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

    /// <summary>Waits for a slot; among equals whoever waits longest is next.</summary>
    public async Task EnterAsync(RunPriority priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (priority != RunPriority.Low && TryTake())
        {
            return;
        }

        var granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedList<TaskCompletionSource> queue = priority == RunPriority.Low ? _low : _waiting;
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

    /// <summary>Gives the slot back.</summary>
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

    /// <summary>Gives up whoever still waits.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (TaskCompletionSource waiter in _waiting.Concat(_low))
            {
                waiter.SetCanceled();
            }

            _waiting.Clear();
            _low.Clear();
        }

        foreach (Lazy<DedicatedScheduler> scheduler in new[] { _foreground, _background }.Where(scheduler => scheduler.IsValueCreated))
        {
            scheduler.Value.Dispose();
        }
    }

    /// <summary>Takes a slot that is free, where nobody waits for one.</summary>
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

    /// <summary>Who left the queue before it was served leaves for good; who was served keeps the slot.</summary>
    private void GiveUp(LinkedList<TaskCompletionSource> queue, TaskCompletionSource waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (queue.Remove(waiter))
            {
                waiter.SetCanceled(cancellationToken);

                // Its place may have held back those of low priority.
                Grant();
            }
        }
    }

    /// <summary>Under the lock.</summary>
    private void Grant()
    {
        while (_free > 0 && Take(_waiting))
        {
        }

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
