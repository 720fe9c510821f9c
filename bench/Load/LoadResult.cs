using HdrHistogram;

namespace TransformerService.Load;

/// <summary>
/// The result of a load. Latencies are in microseconds; in an open loop they count from the time at which a call was due, so that stalls
/// are visible.
/// </summary>
/// <param name="Target">The target.</param>
/// <param name="Seconds">The measured time.</param>
/// <param name="Latencies">Latencies of answered calls.</param>
/// <param name="Refusals">Latencies of refused calls.</param>
/// <param name="Counts">Calls by outcome.</param>
/// <param name="GeneratorCores">Processor time of this process divided by elapsed time; includes a target in this process.</param>
/// <param name="ServerCores">
/// Processor time of the answering process divided by elapsed time; <see langword="null"/> if it is this process or unknown.
/// </param>
internal sealed record LoadResult(
    string Target,
    double Seconds,
    HistogramBase Latencies,
    HistogramBase Refusals,
    IReadOnlyDictionary<CallOutcome, long> Counts,
    double GeneratorCores,
    double? ServerCores
)
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
