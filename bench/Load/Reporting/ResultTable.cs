using System.Globalization;

namespace TransformerService.Load.Reporting;

/// <summary>Writes results as a Markdown table.</summary>
internal static class ResultTable
{
    /// <summary>A line for each target; ratios are to the first.</summary>
    public static void Print(IReadOnlyList<ResultRow> rows, TextWriter output)
    {
        output.WriteLine(
            "| target | calls/s | slowest–fastest round | ratio | p50 ms | p95 ms | p99 ms | max ms | refused | refused p99 / max ms | late | failed | generator cores | server cores |"
        );
        output.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var row in rows)
        {
            var server = row.ServerCores is { } cores ? cores.ToString("0.00", CultureInfo.InvariantCulture) : "";
            var refusals =
                row.Refused == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{row.RefusalP99:0.0} / {row.RefusalMax:0.0}");
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {row.Target} | {row.CallsPerSecond:0.0} | {row.Range[0]:0.0}–{row.Range[1]:0.0} | {row.CallsPerSecond / rows[0].CallsPerSecond:0.00} | {row.P50:0.00} | {row.P95:0.00} | {row.P99:0.00} | {row.Max:0.0} | {row.Refused} | {refusals} | {row.TimedOut} | {row.Failed} | {row.GeneratorCores:0.00} | {server} |"
                )
            );
        }
    }
}
