using TransformerService.Inference.Memory;

namespace TransformerService.Api.Live;

/// <summary>The last minutes of the server's meters, a second each. Readers wait for the next second. Thread-safe.</summary>
internal sealed class LiveSeries(LiveMeters meters, TimeProvider timeProvider) : BackgroundService
{
    /// <summary>How many seconds are kept: five minutes, over which the alerts look.</summary>
    public const int MostSeconds = 300;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Queue<LiveSecond> _seconds = new(MostSeconds);
    private readonly long _memoryLimit = MemoryLimit.Read();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _number;

    /// <summary>When the server started.</summary>
    public DateTimeOffset StartedAt { get; } = timeProvider.GetUtcNow();

    /// <summary>The gauges now.</summary>
    public IReadOnlyDictionary<LiveGauge, double> Gauges => meters.ReadGauges();

    /// <summary>The kept seconds, the oldest first.</summary>
    public IReadOnlyList<LiveSecond> Seconds
    {
        get
        {
            lock (_lock)
            {
                return [.. _seconds];
            }
        }
    }

    /// <summary>Returns the seconds after one; waits until there is one.</summary>
    /// <param name="after">The number of the last second that was read; 0 for all that are kept.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<LiveSecond>> AfterAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_number != after && _seconds.Count > 0)
                {
                    // A reader of another process's numbers, such as before a restart, starts over.
                    return [.. _seconds.Where(second => second.Number > after || after > _number)];
                }

                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        var (at, cpu) = (timeProvider.GetTimestamp(), Environment.CpuUsage.TotalTime);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var (now, used) = (timeProvider.GetTimestamp(), Environment.CpuUsage.TotalTime);
                var elapsed = timeProvider.GetElapsedTime(at, now);
                Add(elapsed > TimeSpan.Zero ? (used - cpu) / elapsed : 0);
                (at, cpu) = (now, used);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private void Add(double cpu)
    {
        var (tallies, gauges) = meters.Take();
        var queues = gauges
            .Where(gauge => gauge.Key.Name == "transformer.queue.length")
            .ToDictionary(gauge => (gauge.Key.Model, gauge.Key.Variant), gauge => (long)gauge.Value);
        LiveVariant[] variants =
        [
            .. tallies
                .Keys.Union(queues.Where(queue => queue.Value > 0).Select(queue => queue.Key))
                .Where(key => key.Model.Length > 0)
                .Order()
                .Select(key => new LiveVariant(
                    key.Item1,
                    key.Item2,
                    tallies.GetValueOrDefault(key) ?? new LiveTally(),
                    queues.GetValueOrDefault(key)
                )),
        ];
        TaskCompletionSource passed;
        lock (_lock)
        {
            if (_seconds.Count == MostSeconds)
            {
                _seconds.Dequeue();
            }

            _seconds.Enqueue(new LiveSecond(++_number, timeProvider.GetUtcNow(), cpu, Environment.WorkingSet, _memoryLimit, variants));
            (passed, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        passed.SetResult();
    }
}
