using System.Globalization;
using TransformerService.Load.Reporting;

namespace TransformerService.Load.Scenarios.Tokens;

/// <summary>One turn of a server, or of an external program.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Load">The load.</param>
/// <param name="TokensPerSecond">Output tokens a second.</param>
/// <param name="Microseconds">Processor time for each output token, in microseconds; NaN if unknown.</param>
/// <param name="Cores">Cores that the process used; NaN if unknown.</param>
/// <param name="P50">Median latency of a call, in milliseconds; NaN if unknown.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Computed">Positions that the encoder computed for each position of a text; NaN if unknown.</param>
/// <param name="Failed">Calls that were not answered.</param>
internal sealed record TokenRow(
    string Target,
    string Load,
    double TokensPerSecond,
    double Microseconds,
    double Cores,
    double P50,
    double P99,
    double Computed,
    long Failed
)
{
    /// <summary>Writes the medians of the turns as a Markdown table; ratios are to the first target at the same load.</summary>
    public static void Print(IReadOnlyList<TokenRow> turns, TextWriter output)
    {
        output.WriteLine(
            "| load | target | tokens/s (range) | CPU µs/token | ratio of it | cores | p50 ms | p99 ms | computed / real positions | failed |"
        );
        output.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var load in turns.GroupBy(turn => turn.Load))
        {
            var first = load.First().Target;
            var reference = Median(load.Where(turn => turn.Target == first), turn => turn.Microseconds);
            foreach (var target in load.GroupBy(turn => turn.Target))
            {
                var microseconds = Median(target, turn => turn.Microseconds);
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {load.Key} | {target.Key} | {Median(target, turn => turn.TokensPerSecond):#,0} ({target.Min(turn => turn.TokensPerSecond):#,0}–{target.Max(turn => turn.TokensPerSecond):#,0}) | {microseconds:0} | {microseconds / reference:0.00} | {Median(target, turn => turn.Cores):0.00} | {Median(target, turn => turn.P50):0.0} | {Median(target, turn => turn.P99):0.0} | {Median(target, turn => turn.Computed):0.00} | {target.Sum(turn => turn.Failed)} |"
                    )
                );
            }
        }
    }

    private static double Median(IEnumerable<TokenRow> turns, Func<TokenRow, double> value) => Statistics.Median(turns.Select(value));
}
