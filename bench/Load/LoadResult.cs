using HdrHistogram;

namespace TransformerService.Load;

/// <summary>What a load came to. Latencies are in microseconds; of an open loop they count from when a call was due, so that a stall shows.</summary>
/// <param name="Target">Whom it was on.</param>
/// <param name="Seconds">How long it counted.</param>
/// <param name="Latencies">Of answered calls.</param>
/// <param name="Refusals">Of refused calls.</param>
/// <param name="Counts">Calls by outcome.</param>
internal sealed record LoadResult(
    string Target, double Seconds, HistogramBase Latencies, HistogramBase Refusals, IReadOnlyDictionary<CallOutcome, long> Counts)
{
    /// <summary>Answered calls a second.</summary>
    public double Throughput => Counts[CallOutcome.Answered] / Seconds;

    /// <summary>A percentile of the latency in milliseconds.</summary>
    public double Latency(double percentile) => Latencies.TotalCount == 0 ? 0 : Latencies.GetValueAtPercentile(percentile) / 1_000.0;
}
