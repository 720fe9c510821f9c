namespace TransformerService.Load.Reporting;

/// <summary>A target's results over all rounds: medians, and sums of counts. Times are in milliseconds.</summary>
internal sealed record ResultRow
{
    /// <summary>The target, with its settings if they differ between rows.</summary>
    public required string Target { get; init; }

    /// <summary>Answered calls per second.</summary>
    public required double CallsPerSecond { get; init; }

    /// <summary>The slowest and the fastest round.</summary>
    public required double[] Range { get; init; }

    public required double P50 { get; init; }

    public required double P95 { get; init; }

    public required double P99 { get; init; }

    public required double Max { get; init; }

    public required long Answered { get; init; }

    public required long Refused { get; init; }

    public required double RefusalP99 { get; init; }

    public required double RefusalMax { get; init; }

    public required long TimedOut { get; init; }

    public required long Failed { get; init; }

    /// <summary>Cores that the load generator used; includes a target in its process.</summary>
    public required double GeneratorCores { get; init; }

    /// <summary>Cores that the answering process used, if it is another process.</summary>
    public required double? ServerCores { get; init; }

    /// <summary>The rows of rounds, in the order of their targets.</summary>
    public static IReadOnlyList<ResultRow> Of(IEnumerable<LoadResult> results) => [.. results.GroupBy(result => result.Target).Select(Of)];

    private static ResultRow Of(IGrouping<string, LoadResult> rounds) =>
        new()
        {
            Target = rounds.Key,
            CallsPerSecond = Statistics.Median(rounds.Select(round => round.Throughput)),
            Range = [rounds.Min(round => round.Throughput), rounds.Max(round => round.Throughput)],
            P50 = Statistics.Median(rounds.Select(round => round.Latency(50))),
            P95 = Statistics.Median(rounds.Select(round => round.Latency(95))),
            P99 = Statistics.Median(rounds.Select(round => round.Latency(99))),
            Max = rounds.Max(round => round.Latency(100)),
            Answered = rounds.Sum(round => round.Counts[CallOutcome.Answered]),
            Refused = rounds.Sum(round => round.Counts[CallOutcome.Refused]),
            RefusalP99 = rounds.Max(round => round.Refusal(99)),
            RefusalMax = rounds.Max(round => round.Refusal(100)),
            TimedOut = rounds.Sum(round => round.Counts[CallOutcome.TimedOut]),
            Failed = rounds.Sum(round => round.Counts[CallOutcome.Failed]),
            GeneratorCores = Statistics.Median(rounds.Select(round => round.GeneratorCores)),
            ServerCores = rounds.All(round => round.ServerCores is not null)
                ? Statistics.Median(rounds.Select(round => round.ServerCores ?? 0))
                : null,
        };
}
