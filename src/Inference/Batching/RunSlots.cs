namespace TransformerService.Inference.Batching;

/// <summary>Lets only so many model runs go at once, over all models, so that they never take more threads than there are cores.</summary>
internal sealed class RunSlots(int count, TimeProvider timeProvider) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count, count);

    public int Count => count;

    /// <summary>Runs <paramref name="batches"/> as slots come free, and returns when all are done; the first failure ends the wait for the others.</summary>
    public async Task<RunTimes> RunAsync(IReadOnlyList<Action<CancellationToken>> batches, CancellationToken cancellationToken)
    {
        long submitted = timeProvider.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan[] waits = await Task.WhenAll(batches.Select(batch => RunOneAsync(batch, submitted, stop)));
        TimeSpan longestWait = waits.Length == 0 ? TimeSpan.Zero : waits.Max();
        return new RunTimes(longestWait, timeProvider.GetElapsedTime(submitted) - longestWait);
    }

    private async Task<TimeSpan> RunOneAsync(Action<CancellationToken> batch, long submitted, CancellationTokenSource stop)
    {
        try
        {
            await _free.WaitAsync(stop.Token);
            try
            {
                TimeSpan waited = timeProvider.GetElapsedTime(submitted);
                await Task.Run(() => batch(stop.Token), stop.Token);
                return waited;
            }
            finally
            {
                _free.Release();
            }
        }
        catch
        {
            // The request is lost already: its other batches would only take slots from others.
            await stop.CancelAsync();
            throw;
        }
    }

    public void Dispose() => _free.Dispose();
}
