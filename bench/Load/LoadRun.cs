using System.Diagnostics;
using System.Globalization;
using HdrHistogram;

namespace TransformerService.Load;

/// <summary>Loads a target: with clients that wait for their answers (closed loop), or at a rate that does not (open loop).</summary>
internal sealed class LoadRun(ILoadTarget target, LoadOptions options, IReadOnlyList<string> texts, TextWriter progress)
{
    /// <summary>Calls of an open loop that may be unanswered at once; more would measure this program.</summary>
    private const int MostOpenCalls = 20_000;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    private readonly LongConcurrentHistogram _latencies = new(1, TimeSpan.TicksPerHour, 3);
    private readonly LongConcurrentHistogram _refusals = new(1, TimeSpan.TicksPerHour, 3);
    private readonly long[] _counts = new long[Enum.GetValues<CallOutcome>().Length];
    private readonly ProcessorMeter _meter = new(target);
    private int _next = -1;
    private int _open;
    private long _from = long.MaxValue;
    private long _until = long.MaxValue;

    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        _from = start + (long)(options.WarmUp.TotalSeconds * Stopwatch.Frequency);
        _until = _from + (long)(options.Duration.TotalSeconds * Stopwatch.Frequency);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reporting = ReportAsync(over.Token);
        var metering = MeterAsync(cancellationToken);
        await (options.Rate > 0 ? OpenAsync(start, cancellationToken) : ClosedAsync(cancellationToken));
        (var own, var other) = await metering;
        await over.CancelAsync();
        await reporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new LoadResult(
            target.Name,
            options.Duration.TotalSeconds,
            _latencies,
            _refusals,
            Enum.GetValues<CallOutcome>().ToDictionary(outcome => outcome, outcome => _counts[(int)outcome]),
            own,
            other
        );
    }

    private async Task<(double Own, double? Other)> MeterAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(options.WarmUp, cancellationToken);
        _meter.Restart();
        await Task.Delay(options.Duration, cancellationToken);
        return _meter.Cores();
    }

    private Task ClosedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Enumerable
                .Range(0, options.Clients)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            while (Stopwatch.GetTimestamp() < _until)
                            {
                                await AskAsync(Stopwatch.GetTimestamp(), cancellationToken);
                            }
                        },
                        cancellationToken
                    )
                )
        );

    private async Task OpenAsync(long start, CancellationToken cancellationToken)
    {
        var between = Stopwatch.Frequency / options.Rate;
        for (long call = 0; ; call++)
        {
            var due = start + (long)(call * between);
            if (due >= _until)
            {
                break;
            }

            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(wait, cancellationToken);
            }

            if (Interlocked.Increment(ref _open) > MostOpenCalls)
            {
                throw new LoadException(
                    $"More than {MostOpenCalls} calls are unanswered; the target does not refuse what it cannot do, or the rate is far too high."
                );
            }

            _ = Task.Run(() => AskOpenAsync(due, cancellationToken), cancellationToken);
        }

        while (Volatile.Read(ref _open) > 0)
        {
            await Task.Delay(10, cancellationToken);
        }
    }

    private async Task AskOpenAsync(long due, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(due, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task AskAsync(long due, CancellationToken cancellationToken)
    {
        var text = texts[(int)((uint)Interlocked.Increment(ref _next) % texts.Count)];
        var outcome = await target.AskAsync(text, cancellationToken);
        var now = Stopwatch.GetTimestamp();

        // A closed loop counts calls that end in the measured time; an open one counts calls that were due in it, whenever they end.
        if (options.Rate > 0 ? due < _from || due >= _until : now < _from || now > _until)
        {
            return;
        }

        Interlocked.Increment(ref _counts[(int)outcome]);
        var microseconds = Math.Max(1, (long)Stopwatch.GetElapsedTime(due, now).TotalMicroseconds);
        if (outcome == CallOutcome.Answered)
        {
            _latencies.RecordValue(microseconds);
        }
        else if (outcome == CallOutcome.Refused)
        {
            _refusals.RecordValue(microseconds);
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        long before = 0;
        while (true)
        {
            await Task.Delay(ReportEvery, cancellationToken);
            var answered = Interlocked.Read(ref _counts[(int)CallOutcome.Answered]);
            await progress.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {target.Name}: {answered} answered, {(answered - before) / ReportEvery.TotalSeconds:0} a second"
                )
            );
            before = answered;
        }
    }
}
