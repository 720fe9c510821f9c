namespace TransformerService.Evaluation.Metrics;

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
