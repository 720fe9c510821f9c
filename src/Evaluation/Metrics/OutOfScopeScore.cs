namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// How well requests that fit no class are separated from those that do (Larson et al. 2019, https://aclanthology.org/D19-1131). A request
/// is
/// turned away if its most likely label is the out-of-scope label, or if that label's probability is below the threshold.
/// </summary>
/// <param name="Threshold">The confidence below which a request is turned away.</param>
/// <param name="Recall">Share of the out-of-scope requests that are turned away, 0 to 1.</param>
/// <param name="FalseAlarmRate">Share of the in-scope requests that are turned away, 0 to 1.</param>
/// <param name="Auroc">
/// Probability that an in-scope request has a higher in-scope score than an out-of-scope request, independent of the threshold (area under
/// the ROC curve); 0.5 is chance, 1 is perfect.
/// </param>
public sealed record OutOfScopeScore(double Threshold, double Recall, double FalseAlarmRate, double Auroc)
{
    /// <summary>Computes the score at a threshold.</summary>
    /// <param name="inScope">The prediction for each in-scope request.</param>
    /// <param name="outOfScope">The prediction for each out-of-scope request.</param>
    /// <param name="threshold">0 to 1.</param>
    /// <exception cref="ArgumentException">A list is empty.</exception>
    public static OutOfScopeScore At(
        IReadOnlyCollection<ScopePrediction> inScope,
        IReadOnlyCollection<ScopePrediction> outOfScope,
        double threshold
    )
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
            RocCurve.Area([.. inScope.Select(prediction => prediction.InScope)], [.. outOfScope.Select(prediction => prediction.InScope)])
        );
    }
}

/// <summary>A prediction, reduced to whether the request fits any class.</summary>
/// <param name="Confidence">Probability of the most likely label, 0 to 1.</param>
/// <param name="IsOutOfScopeLabel">Whether the most likely label is the one for requests that fit no class.</param>
/// <param name="InScope">
/// In-scope score: 1 − the probability of the out-of-scope label, or the confidence if the model has no such label.
/// </param>
public readonly record struct ScopePrediction(double Confidence, bool IsOutOfScopeLabel, double InScope)
{
    /// <param name="probabilities">Probability of each label.</param>
    /// <param name="likeliest">The most likely label, which is the answer.</param>
    /// <param name="outOfScopeClass">The label for requests that fit no class, if the model has one.</param>
    public static ScopePrediction Of(double[] probabilities, int likeliest, int? outOfScopeClass) =>
        new(
            probabilities[likeliest],
            likeliest == outOfScopeClass,
            outOfScopeClass is { } label ? 1 - probabilities[label] : probabilities[likeliest]
        );
}
