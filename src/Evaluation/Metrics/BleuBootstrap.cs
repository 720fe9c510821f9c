namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// Bootstrap resampling of one system's BLEU (Koehn 2004, https://aclanthology.org/W04-3250, section 3): corpora of the same size are
/// drawn from the segments with replacement. For two systems see <see cref="PairedBootstrap"/>.
/// </summary>
public static class BleuBootstrap
{
    /// <summary>The interval of the score. The same seed gives the same interval on every machine.</summary>
    /// <param name="statistics">The statistics of each segment (<see cref="Bleu.Statistics"/>).</param>
    /// <param name="seed">Decides which segments are drawn.</param>
    /// <param name="resamples">How many corpora are drawn; at least 40, so that each tail of 2.5 % has one.</param>
    /// <exception cref="ArgumentException">There are no segments.</exception>
    public static ScoreInterval Interval(
        IReadOnlyList<BleuStatistics> statistics,
        ulong seed,
        int resamples = PairedBootstrap.DefaultResamples
    )
    {
        Segments.Check(statistics, statistics);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 40);
        var random = new SplitMix(seed);
        var scores = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            BleuStatistics sum = default;
            for (var drawn = 0; drawn < statistics.Count; drawn++)
            {
                sum += statistics[random.Below(statistics.Count)];
            }

            scores[i] = Bleu.Score(sum).Score;
        }

        return ScoreInterval.Of(scores);
    }
}

/// <summary>The interval that holds 95 % of the scores of resampled corpora.</summary>
/// <param name="Lower">2.5 % of the scores are below.</param>
/// <param name="Upper">2.5 % of the scores are above.</param>
public readonly record struct ScoreInterval(double Lower, double Upper)
{
    /// <summary>Cuts 2.5 % off either end.</summary>
    /// <param name="scores">At least one; sorted in place.</param>
    public static ScoreInterval Of(double[] scores)
    {
        Array.Sort(scores);
        var tail = scores.Length / 40;
        return new ScoreInterval(scores[tail], scores[^(tail + 1)]);
    }
}
