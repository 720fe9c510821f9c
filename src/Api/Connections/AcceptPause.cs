namespace TransformerService.Api.Connections;

/// <summary>Waits when an accept has failed: 10 ms at first, twice as long after each failure that follows, 1 s at most.</summary>
internal sealed class AcceptPause(ConnectionMeters meters, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _over = new();
    private readonly LogPace _pace = new(timeProvider);
    private TimeSpan _next = Shortest;

    /// <summary>Records that an accept did not fail.</summary>
    public void End() => _next = Shortest;

    /// <summary>Waits; returns at once when disposed.</summary>
    public async Task WaitAsync(Exception failure, CancellationToken cancellationToken)
    {
        meters.Fail();
        if (_pace.Next() is { } count)
        {
            Log.CannotAccept(logger, failure.Message, count);
        }

        var pause = _next;
        _next = pause * 2 < Longest ? pause * 2 : Longest;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
        await Task.Delay(pause, timeProvider, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _over.Cancel(); // not disposed: it has no timer, and a wait may still use it
}
