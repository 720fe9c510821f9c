namespace TransformerService.Inference.Batching;

/// <summary>A batch that runs.</summary>
internal sealed class RunningBatch<TRow, TResult> : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Lock _lock = new();
    private readonly bool[] _completed;
    private bool _disposed;

    public RunningBatch(IReadOnlyList<QueuedRow<TRow, TResult>> rows, TimeSpan started, CancellationToken stopping)
    {
        (Rows, Started) = (rows, started);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = _stop.Token;
        _completed = new bool[rows.Count];
        foreach (var row in rows)
        {
            row.Request.Started ??= started;
        }
    }

    public IReadOnlyList<QueuedRow<TRow, TResult>> Rows { get; }

    /// <summary>Whether its rows are those of large requests.</summary>
    public bool IsLarge => Rows[0].Request.IsLarge;

    /// <summary>Whether other rows were left waiting when it was taken.</summary>
    public bool LeftOthers { get; set; }

    /// <summary>When it began.</summary>
    public TimeSpan Started { get; }

    /// <summary>Stops the run.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether nobody waits for any of its rows.</summary>
    public bool IsAbandoned => Rows.All(row => row.Request.IsOver);

    /// <summary>Whether a row has its result. Guarded by the batcher's lock.</summary>
    public bool IsCompleted(int place) => _completed[place];

    /// <summary>Delivers a row's result, once. Guarded by the batcher's lock.</summary>
    public void Complete(int place, TResult result)
    {
        if (!_completed[place])
        {
            _completed[place] = true;
            Rows[place].Request.Complete(Rows[place].Index, result);
        }
    }

    /// <summary>Stops the run, if it still runs.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _stop.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _stop.Dispose();
        }
    }
}
