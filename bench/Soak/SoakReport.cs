using HdrHistogram;

namespace TransformerService.Soak;

/// <summary>The results, and whether they are good enough.</summary>
internal sealed record SoakReport
{
    private static readonly TimeSpan MedianOver = TimeSpan.FromSeconds(10);

    public required SoakOptions Options { get; init; }

    public required CallRecord Total { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether the server's process was known.</summary>
    public required bool ServerWatched { get; init; }

    public required bool ServerDied { get; init; }

    public required TimeSpan ServerProcessorTime { get; init; }

    /// <summary>The server's memory each second and at the end.</summary>
    public required IReadOnlyList<MemorySample> Samples { get; init; }

    /// <summary>
    /// The memory at the end divided by that at the mark, each the median of ten seconds; <see langword="null"/> if either was not
    /// measured.
    /// </summary>
    public double? MemoryRatio =>
        AtMark is { } mark && AtEnd is { } end && end.At > mark.At ? (double)end.ResidentKiB / mark.ResidentKiB : null;

    /// <summary>Calls that were made and got no outcome.</summary>
    public long Lost => Total.Sent.Values.Sum() - Total.Outcomes.Values.Sum() - Total.Failed;

    public bool Passed =>
        Total is { Failed: 0, Answered: > 0 } && Lost == 0 && !ServerDied && (!ServerWatched || MemoryRatio <= 1 + Options.AllowedGrowth);

    private MemorySample? AtMark =>
        Median(
            Samples
                .SkipWhile(sample => sample.At < Options.MemoryMark - (MedianOver / 2))
                .TakeWhile(sample => sample.At < Options.MemoryMark + (MedianOver / 2))
        );

    private MemorySample? AtEnd => Samples.Count == 0 ? null : Median(Samples.SkipWhile(sample => sample.At < Samples[^1].At - MedianOver));

    /// <summary>Memory varies with the batches and the garbage collector from one second to the next.</summary>
    private static MemorySample? Median(IEnumerable<MemorySample> samples)
    {
        MemorySample[] sorted = [.. samples.OrderBy(sample => sample.ResidentKiB)];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }

    public void Print(TextWriter output)
    {
        var seconds = Elapsed.TotalSeconds;
        output.WriteLine();
        output.WriteLine(
            $"calls       {Total.Sent.Values.Sum()} in {seconds:F1} s, {Total.Answered / seconds:F1} answered/s; {Lost} without an outcome"
        );
        output.WriteLine($"{"", -12}{"sent", 9}{string.Concat(Enum.GetNames<Outcome>().Select(name => $"{name, 10}"))}");
        foreach (var (door, sent) in Total.Sent.OrderBy(door => door.Key))
        {
            output.WriteLine(
                $"{door, -12}{sent, 9}{string.Concat(Enum.GetValues<Outcome>().Select(outcome => $"{Total.Outcomes.GetValueOrDefault((door, outcome)), 10}"))}"
            );
        }

        output.WriteLine($"faults      {Total.Failed}");
        foreach (var (fault, count) in Total.Faults.OrderByDescending(fault => fault.Value))
        {
            output.WriteLine($"            {count} × {fault}");
        }

        output.WriteLine();
        output.WriteLine($"{"latency, ms", -24}{"calls", 8}{"p50", 10}{"p95", 10}{"p99", 10}{"max", 10}");
        foreach (var (kind, times) in Total.Times.OrderBy(entry => entry.Key))
        {
            output.WriteLine(
                $"{kind, -24}{times.TotalCount, 8}{Quantile(times, 50)}{Quantile(times, 95)}{Quantile(times, 99)}{Quantile(times, 100)}"
            );
        }

        output.WriteLine();
        PrintServer(output);
        output.WriteLine(Passed ? "PASSED" : "FAILED");
    }

    private void PrintServer(TextWriter output)
    {
        if (!ServerWatched)
        {
            output.WriteLine("memory      not measured: give the server's process with --pid");
            return;
        }

        if (ServerDied)
        {
            output.WriteLine("server      ended during the run");
            return;
        }

        var busy = ServerProcessorTime / Elapsed;
        output.WriteLine(
            $"server CPU  {ServerProcessorTime.TotalSeconds:F1} s in {Elapsed.TotalSeconds:F1} s: {busy:F2} of {Environment.ProcessorCount} cores busy"
        );
        if (AtMark is not { } mark || MemoryRatio is not { } ratio)
        {
            output.WriteLine("memory      not measured long enough");
            return;
        }

        output.WriteLine(
            $"memory      {mark.ResidentMiB:F1} MiB after {Options.MemoryMark.TotalSeconds:F0} s (median of {MedianOver.TotalSeconds:F0} s)"
        );
        output.WriteLine(
            $"            {AtEnd?.ResidentMiB:F1} MiB at the end ({Elapsed.TotalSeconds:F0} s), peak {Samples.Max(sample => sample.PeakMiB):F1} MiB"
        );
        output.WriteLine($"            ratio {ratio:F3}, allowed {1 + Options.AllowedGrowth:F2}");
    }

    private static string Quantile(LongHistogram times, double percentile) => $"{times.GetValueAtPercentile(percentile) / 1000.0, 10:F1}";
}
