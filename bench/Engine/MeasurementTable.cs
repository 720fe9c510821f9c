using System.Globalization;

namespace TransformerService.Engine;

/// <summary>Writes measurements as a readable table: medians over the rounds; ratios are to the first contestant, round by round.</summary>
internal static class MeasurementTable
{
    public static void Print(IReadOnlyList<Measurement> measurements, TextWriter output)
    {
        output.WriteLine("precision  batch  contestant              tokens/s   bytes/token   cores  CPU µs/token   ratio");
        foreach (var setting in measurements.GroupBy(measurement => (measurement.Precision, measurement.Rows)))
        {
            double[]? first = null;
            foreach (var rounds in setting.GroupBy(measurement => measurement.Contestant))
            {
                double[] speeds = [.. rounds.Select(round => round.TokensPerSecond)];
                first ??= speeds;
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{setting.Key.Precision, -9} {setting.Key.Rows, 6}  {rounds.Key, -22} {Median(speeds), 9:0} {Median(rounds.Select(round => round.BytesPerToken)), 13:0} {Median(rounds.Select(round => round.Cores)), 7:0.00} {Median(rounds.Select(round => round.Cores / round.TokensPerSecond * 1e6)), 13:0.0} {Median(speeds.Zip(first, (speed, one) => speed / one)), 7:0.00}"
                    )
                );
            }
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
