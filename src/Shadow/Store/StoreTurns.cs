namespace TransformerService.Shadow.Store;

#pragma warning disable CA1001 // A semaphore without a wait handle needs no disposal, and a read that hangs gives its turn back after the end.
/// <summary>Lets one caller at a time write or read: a reader must not find a batch both written and waiting.</summary>
internal sealed class StoreTurns(StoreHealth health, TimeSpan timeout)
#pragma warning restore CA1001
{
    private static readonly TimeSpan ReaderPatience = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for a turn, which the caller must leave.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _turn.WaitAsync(cancellationToken);

    public void Leave() => _turn.Release();

    /// <summary>Reads in a turn of its own; <see langword="null"/> if the store cannot be read now.</summary>
    public async Task<T?> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        // A store that hangs holds the writer's turn: readers do not wait for it.
        if (!await _turn.WaitAsync(health.IsAvailable ? timeout : ReaderPatience, cancellationToken))
        {
            return null;
        }

        // A reader that gave up does not await this: the turn is released when the database returns.
        var reading = Task.Run(() => ReadInTurnAsync(read, cancellationToken), CancellationToken.None);
        return await reading.WaitAsync(cancellationToken);
    }

    private async Task<T?> ReadInTurnAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var found = await read(cancellationToken);
            health.Read(null);
            return found;
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                health.Read(exception);
            }

            return null;
        }
        finally
        {
            _turn.Release();
        }
    }
}
