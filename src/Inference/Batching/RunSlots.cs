namespace TransformerService.Inference.Batching;

/// <summary>Lets only so many model runs go at once, over all models, so that they never take more threads than there are cores.</summary>
internal sealed class RunSlots(int count, TimeProvider timeProvider) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count, count);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>
    /// Runs <paramref name="batches"/> as slots come free, and returns when all are done; the first failure stops the others. A request waits for
    /// no more slots at once than there are, so that the batches of a large one let those of others in between.
    /// </summary>
    public async Task<RunTimes> RunAsync(IReadOnlyList<Action<CancellationToken>> batches, CancellationToken cancellationToken)
    {
        long submitted = timeProvider.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        int next = -1;
        TimeSpan[] firstWaits = await Task.WhenAll(Enumerable.Range(0, Math.Min(count, batches.Count)).Select(_ => RunInTurnAsync()));
        TimeSpan queue = firstWaits.Length == 0 ? TimeSpan.Zero : firstWaits.Min();
        return new RunTimes(queue, timeProvider.GetElapsedTime(submitted) - queue);

        async Task<TimeSpan> RunInTurnAsync()
        {
            TimeSpan? firstWait = null;
            try
            {
                for (int batch; (batch = Interlocked.Increment(ref next)) < batches.Count;)
                {
                    await _free.WaitAsync(stop.Token);
                    try
                    {
                        firstWait ??= timeProvider.GetElapsedTime(submitted);
                        await Task.Run(() => batches[batch](stop.Token), stop.Token);
                    }
                    finally
                    {
                        _free.Release();
                    }
                }

                return firstWait ?? TimeSpan.MaxValue;
            }
            catch
            {
                // The request is lost already: its other batches would only take slots from others.
                await stop.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>
    /// Stops every run and waits until none is left: what runs use may be freed afterwards. New runs are cancelled at once.
    /// </summary>
    public void Drain()
    {
        _stopping.Cancel();
        for (int slot = 0; slot < count; slot++)
        {
            _free.Wait();
        }

        _free.Release(count);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _free.Dispose();
    }
}
