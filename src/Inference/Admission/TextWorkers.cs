using TransformerService.Inference.Batching;

namespace TransformerService.Inference.Admission;

/// <summary>
/// Splits and tokenizes the texts of large requests, on a few threads that give way to others; callers take turns by characters. Small requests' texts take less
/// time than waiting would: they are worked on at once, where they are.
/// </summary>
/// <param name="threads">How many.</param>
internal sealed class TextWorkers(int threads) : IDisposable
{
    /// <summary>Characters of the largest request that does not wait.</summary>
    private const long MostAtOnce = 16_384;

    /// <summary>A tenth of the weight of others (sched(7)): a small request must not wait for a core.</summary>
    private const int Niceness = 10;

    private readonly Lock _lock = new();
    private readonly Lazy<DedicatedScheduler> _scheduler = new(() => new DedicatedScheduler("large texts", threads, Niceness), LazyThreadSafetyMode.PublicationOnly);
    private readonly PriorityQueue<TaskCompletionSource, (double Turn, long Number)> _waiting = new();

    /// <summary>When each caller's next request has its turn, if that is later than now.</summary>
    private readonly Dictionary<string, double> _turns = new(StringComparer.Ordinal);

    private double _now;
    private long _number;
    private int _running;

    /// <summary>Without threads: all work is done where it is.</summary>
    public static TextWorkers None { get; } = new(0);

    /// <summary>Does work on a request's texts.</summary>
    /// <param name="caller">Who sent it.</param>
    /// <param name="characters">Of its texts.</param>
    /// <param name="work">The work; it looks at the token itself.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<T> RunAsync<T>(string? caller, long characters, Func<T> work, CancellationToken cancellationToken)
    {
        if (characters <= MostAtOnce || threads == 0)
        {
            return work();
        }

        await EnterAsync(caller ?? "", characters, cancellationToken);
        try
        {
            return await Task.Factory.StartNew(
                work, CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously, _scheduler.Value);
        }
        finally
        {
            Leave();
        }
    }

    public void Dispose()
    {
        if (_scheduler.IsValueCreated)
        {
            _scheduler.Value.Dispose();
        }
    }

    private async Task EnterAsync(string caller, long characters, CancellationToken cancellationToken)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            double turn = Math.Max(_now, _turns.GetValueOrDefault(caller));
            _turns[caller] = turn + characters;
            _waiting.Enqueue(entered, (turn, _number++));
            Next();
        }

        await using (cancellationToken.UnsafeRegister(_ => entered.TrySetCanceled(cancellationToken), null))
        {
            await entered.Task;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _running--;
            Next();
        }
    }

    /// <summary>Under the lock.</summary>
    private void Next()
    {
        while (_running < threads && _waiting.TryDequeue(out TaskCompletionSource? next, out (double Turn, long Number) turn))
        {
            _now = Math.Max(_now, turn.Turn);
            _running += next.TrySetResult() ? 1 : 0; // one that was given up has no turn
        }

        if (_waiting.Count == 0 && _running == 0)
        {
            _turns.Clear();
        }
    }
}
