using System.Globalization;

namespace TransformerService.Load;

/// <summary>Results as a table for people.</summary>
internal static class ResultTable
{
    /// <summary>A line for each target: of several rounds the medians; ratios are to the first target.</summary>
    public static void Print(IReadOnlyList<LoadResult> results, TextWriter output)
    {
        output.WriteLine("target        calls/s   p50 ms   p95 ms   p99 ms   max ms   refused   p99 ms   late   failed   ratio");
        double first = 0;
        foreach (IGrouping<string, LoadResult> rounds in results.GroupBy(result => result.Target))
        {
            double throughput = Median(rounds.Select(round => round.Throughput));
            first = first == 0 ? throughput : first;
            double Latency(double percentile) => Median(rounds.Select(round => round.Latency(percentile)));
            long Count(CallOutcome outcome) => rounds.Sum(round => round.Counts[outcome]);
            double refusal = rounds.Max(round => round.Refusals.TotalCount == 0 ? 0 : round.Refusals.GetValueAtPercentile(99) / 1_000.0);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rounds.Key,-10} {throughput,10:0.0} {Latency(50),8:0.0} {Latency(95),8:0.0} {Latency(99),8:0.0} {Latency(100),8:0.0} {Count(CallOutcome.Refused),9} {refusal,8:0.0} {Count(CallOutcome.TimedOut),6} {Count(CallOutcome.Failed),8} {throughput / first,7:0.00}"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
