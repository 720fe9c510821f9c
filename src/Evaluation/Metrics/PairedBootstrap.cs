namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// Paired bootstrap resampling (Koehn 2004, https://aclanthology.org/W04-3250): corpora of the same size are drawn from the segments
/// with replacement, the same segments for both systems, and both are scored on each.
/// </summary>
public static class PairedBootstrap
{
    public const int DefaultResamples = 1000;

    /// <summary>The interval of the difference. The same seed gives the same interval on every machine.</summary>
    /// <param name="baseline">Statistics of each segment (<see cref="Bleu.Statistics"/>).</param>
    /// <param name="system">Statistics of the other system, in the same order and against the same references.</param>
    /// <param name="seed">Decides which segments are drawn.</param>
    /// <param name="resamples">How many corpora are drawn; at least 40, so that each tail of 2.5 % has one.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static BleuDifference Compare(
        IReadOnlyList<BleuStatistics> baseline,
        IReadOnlyList<BleuStatistics> system,
        ulong seed,
        int resamples = DefaultResamples
    )
    {
        Segments.Check(system, baseline);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 40);
        var random = new SplitMix(seed);
        var differences = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            BleuStatistics left = default,
                right = default;
            for (var drawn = 0; drawn < baseline.Count; drawn++)
            {
                var segment = random.Below(baseline.Count);
                left += baseline[segment];
                right += system[segment];
            }

            differences[i] = Bleu.Score(right).Score - Bleu.Score(left).Score;
        }

        return Summarise(Difference(baseline, system), differences);
    }

    private static double Difference(IReadOnlyList<BleuStatistics> baseline, IReadOnlyList<BleuStatistics> system) =>
        Bleu.Score(system.Aggregate((sum, segment) => sum + segment)).Score
        - Bleu.Score(baseline.Aggregate((sum, segment) => sum + segment)).Score;

    private static BleuDifference Summarise(double difference, double[] differences)
    {
        // sacreBLEU's test, after Moses: the sizes of the differences are shifted by their mean, as if the systems were equal. The added
        // ones
        // keep a small sample from claiming certainty. Unlike in sacreBLEU, a tie counts, so that a system is not better than itself.
        var meanSize = differences.Average(Math.Abs);
        var asLarge = differences.Count(drawn => Math.Abs(drawn) - meanSize >= Math.Abs(difference));
        var pValue = (asLarge + 1.0) / (differences.Length + 1);

        var (lower, upper) = ScoreInterval.Of(differences);
        return new BleuDifference(difference, differences.Average(), lower, upper, pValue);
    }
}

/// <summary>How much better one system's BLEU is than another's, and how sure that is.</summary>
/// <param name="Difference">System minus baseline, on the original segments.</param>
/// <param name="Mean">Mean difference over the resampled corpora.</param>
/// <param name="Lower">Lower end of the 95 % interval.</param>
/// <param name="Upper">Upper end of the 95 % interval.</param>
/// <param name="PValue">Two-sided probability of a difference of this size if the systems were equal.</param>
public sealed record BleuDifference(double Difference, double Mean, double Lower, double Upper, double PValue)
{
    /// <summary>Whether the interval excludes zero.</summary>
    public bool IsSignificant => Lower > 0 || Upper < 0;
}
