namespace TransformerService.Evaluation.Metrics;

/// <summary>Between which values 95 % of the scores of resampled corpora lie.</summary>
/// <param name="Lower">2.5 % are below.</param>
/// <param name="Upper">2.5 % are above.</param>
public readonly record struct ScoreInterval(double Lower, double Upper)
{
    /// <summary>Cuts off 2.5 % at either end.</summary>
    /// <param name="scores">At least one; put into order.</param>
    public static ScoreInterval Of(double[] scores)
    {
        Array.Sort(scores);
        int tail = scores.Length / 40;
        return new ScoreInterval(scores[tail], scores[^(tail + 1)]);
    }
}
