using HdrHistogram;

namespace TransformerService.Load;

/// <summary>What a load came to. Latencies are in microseconds; of an open loop they count from when a call was due, so that a stall shows.</summary>
/// <param name="Target">Whom it was on.</param>
/// <param name="Seconds">How long it counted.</param>
/// <param name="Latencies">Of answered calls.</param>
/// <param name="Refusals">Of refused calls.</param>
/// <param name="Counts">Calls by outcome.</param>
/// <param name="GeneratorCores">Processor time of this process over time; of a target in this process, together with it.</param>
/// <param name="ServerCores">Processor time of the answering process over time; <see langword="null"/> where that is this one or not known.</param>
internal sealed record LoadResult(
    string Target,
    double Seconds,
    HistogramBase Latencies,
    HistogramBase Refusals,
    IReadOnlyDictionary<CallOutcome, long> Counts,
    double GeneratorCores,
    double? ServerCores)
{
    /// <summary>Answered calls a second.</summary>
    public double Throughput => Counts[CallOutcome.Answered] / Seconds;

    /// <summary>A percentile of the latency in milliseconds.</summary>
    public double Latency(double percentile) => Percentile(Latencies, percentile);

    /// <summary>A percentile of the time to a refusal in milliseconds.</summary>
    public double Refusal(double percentile) => Percentile(Refusals, percentile);

    private static double Percentile(HistogramBase times, double percentile) =>
        times.TotalCount == 0 ? 0 : times.GetValueAtPercentile(percentile) / 1_000.0;
}
