namespace TransformerService.Inference.Batching;

/// <summary>Lets only so many model runs go at once, over all models, so that they never take more threads than there are cores.</summary>
internal sealed class RunSlots(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count, count);

    /// <summary>All slots.</summary>
    public int Count => count;

    /// <summary>Slots that nobody has now.</summary>
    public int Free => _free.CurrentCount;

    /// <summary>Waits for a slot; whoever waits longest is next.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    /// <summary>Gives the slot back.</summary>
    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}
