using System.Diagnostics;

namespace TransformerService.Engine;

/// <summary>Keeps a contestant busy for a while and counts.</summary>
internal static class Turn
{
    public static async Task<Measurement> RunAsync(IContestant contestant, string precision, int rows, TimeSpan warmUp, TimeSpan duration)
    {
        await ForAsync(warmUp);
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        long bytes = GC.GetTotalAllocatedBytes(precise: true),
            start = Stopwatch.GetTimestamp();
        var processor = process.TotalProcessorTime;
        var tokens = await ForAsync(duration);
        var time = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return new Measurement(
            contestant.Name,
            precision,
            rows,
            tokens / time.TotalSeconds,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / tokens,
            (process.TotalProcessorTime - processor) / time
        );

        async Task<long> ForAsync(TimeSpan span)
        {
            var until = Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);
            Task<long>[] callers =
            [
                .. Enumerable
                    .Range(0, contestant.Callers)
                    .Select(caller =>
                        Task.Factory.StartNew(
                                () => CallAsync(caller, until),
                                CancellationToken.None,
                                TaskCreationOptions.LongRunning,
                                TaskScheduler.Default
                            )
                            .Unwrap()
                    ),
            ];
            return (await Task.WhenAll(callers)).Sum();
        }

        async Task<long> CallAsync(int caller, long until)
        {
            var batch = BenchmarkShape.Rows(contestant.RowsPerCall ?? rows, seed: caller);
            long tokens = 0;
            while (Stopwatch.GetTimestamp() < until)
            {
                tokens += await contestant.GenerateAsync(batch);
            }

            return tokens;
        }
    }
}
