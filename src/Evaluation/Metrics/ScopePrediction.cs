namespace TransformerService.Evaluation.Metrics;

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
