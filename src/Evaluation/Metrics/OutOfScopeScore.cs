namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// How well requests that fit no class are told from those that do (Larson et al. 2019, https://aclanthology.org/D19-1131): a request is
/// turned away if its likeliest label is the one for such requests, or if that label's probability is below the threshold.
/// </summary>
/// <param name="Threshold">The confidence below which a request is turned away.</param>
/// <param name="Recall">Share of the out-of-scope requests that are turned away, 0 to 1.</param>
/// <param name="FalseAlarmRate">Share of the in-scope requests that are turned away, 0 to 1.</param>
/// <param name="Auroc">
/// How likely an in-scope request looks more like one than an out-of-scope request does, at no threshold (area under the ROC curve); 0.5 is
/// chance, 1 is perfect.
/// </param>
public sealed record OutOfScopeScore(double Threshold, double Recall, double FalseAlarmRate, double Auroc)
{
    /// <summary>Counts at a threshold.</summary>
    /// <param name="inScope">What was said of each in-scope request.</param>
    /// <param name="outOfScope">What was said of each out-of-scope request.</param>
    /// <param name="threshold">0 to 1.</param>
    /// <exception cref="ArgumentException">A list is empty.</exception>
    public static OutOfScopeScore At(
        IReadOnlyCollection<ScopePrediction> inScope, IReadOnlyCollection<ScopePrediction> outOfScope, double threshold)
    {
        if (inScope.Count == 0 || outOfScope.Count == 0)
        {
            throw new ArgumentException("Both in-scope and out-of-scope requests are needed.", nameof(outOfScope));
        }

        double TurnedAway(IReadOnlyCollection<ScopePrediction> predictions) =>
            predictions.Count(prediction => prediction.IsOutOfScopeLabel || prediction.Confidence < threshold) / (double)predictions.Count;
        return new OutOfScopeScore(
            threshold,
            TurnedAway(outOfScope),
            TurnedAway(inScope),
            RocCurve.Area([.. inScope.Select(prediction => prediction.InScope)], [.. outOfScope.Select(prediction => prediction.InScope)]));
    }
}
