using TransformerService.Inference.Batching;

namespace TransformerService.Inference.Admission;

/// <summary>
/// Splits and tokenizes the texts of large requests on a few low-priority threads; callers take turns by characters. Small requests' texts
/// take less time than waiting would: they are processed at once on the calling thread.
/// </summary>
/// <param name="threads">The number of threads.</param>
internal sealed class TextWorkers(int threads) : IDisposable
{
    /// <summary>Requests with up to this many characters do not wait.</summary>
    private const long MostAtOnce = 16_384;

    /// <summary>A tenth of the normal weight (sched(7)): a small request must not wait for a core.</summary>
    private const int Niceness = 10;

    private readonly Lock _lock = new();
    private readonly Lazy<DedicatedScheduler> _scheduler = new(
        () => new DedicatedScheduler("large texts", threads, Niceness),
        LazyThreadSafetyMode.PublicationOnly
    );
    private readonly PriorityQueue<TaskCompletionSource, (double Turn, long Number)> _waiting = new();

    /// <summary>The virtual time of each caller's next turn, if it is later than now.</summary>
    private readonly Dictionary<string, double> _turns = new(StringComparer.Ordinal);

    private double _now;
    private long _number;
    private int _running;

    /// <summary>Without threads: all work runs on the calling thread.</summary>
    public static TextWorkers None { get; } = new(0);

    /// <summary>Runs work on a request's texts.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="characters">Characters of its texts.</param>
    /// <param name="work">The work; it checks the cancellation token itself.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
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
                work,
                CancellationToken.None,
                TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously,
                _scheduler.Value
            );
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
            var turn = Math.Max(_now, _turns.GetValueOrDefault(caller));
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

    /// <summary>Must be called under the lock.</summary>
    private void Next()
    {
        while (_running < threads && _waiting.TryDequeue(out var next, out var turn))
        {
            _now = Math.Max(_now, turn.Turn);
            _running += next.TrySetResult() ? 1 : 0; // a cancelled one does not take a turn
        }

        if (_waiting.Count == 0 && _running == 0)
        {
            _turns.Clear();
        }
    }
}
