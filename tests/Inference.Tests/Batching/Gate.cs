namespace TransformerService.Inference.Tests.Batching;

/// <summary>A model whose runs wait until they are let through, and which notes what ran.</summary>
internal sealed class Gate : IDisposable
{
    private readonly SemaphoreSlim _entered = new(0),
        _stopped = new(0),
        _passes = new(0);
    private readonly List<IReadOnlyList<int>> _batches = [];

    /// <summary>What ran, batch by batch.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Batches
    {
        get
        {
            lock (_batches)
            {
                return [.. _batches];
            }
        }
    }

    /// <summary>Gives each row back once it is let through.</summary>
    public IReadOnlyList<int> Run(IReadOnlyList<int> rows, CancellationToken cancellationToken)
    {
        lock (_batches)
        {
            _batches.Add(rows);
        }

        _entered.Release();
        try
        {
            _passes.Wait(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _stopped.Release();
            throw;
        }

        return rows;
    }

    /// <summary>Waits until a run has begun.</summary>
    public async Task Entered()
    {
        if (!await _entered.WaitAsync(TimeSpan.FromSeconds(60)))
        {
            throw new TimeoutException("No run has begun.");
        }
    }

    /// <summary>Waits until a run was stopped.</summary>
    public Task<bool> Stopped() => _stopped.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Lets one run through.</summary>
    public void OpenOnce() => _passes.Release();

    /// <summary>Lets every run through.</summary>
    public void Open() => _passes.Release(10_000);

    public void Dispose()
    {
        _entered.Dispose();
        _stopped.Dispose();
        _passes.Dispose();
    }
}
