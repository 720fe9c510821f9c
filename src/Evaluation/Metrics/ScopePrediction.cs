namespace TransformerService.Evaluation.Metrics;

/// <summary>What an answer says about whether the request fits any class.</summary>
/// <param name="Confidence">Probability of the likeliest label, 0 to 1.</param>
/// <param name="IsOutOfScopeLabel">Whether the likeliest label is the one for requests that fit no class.</param>
/// <param name="InScope">
/// How much speaks for a class: 1 − the probability of the out-of-scope label, or the confidence of a model that has no such label.
/// </param>
public readonly record struct ScopePrediction(double Confidence, bool IsOutOfScopeLabel, double InScope)
{
    /// <param name="probabilities">Of each label.</param>
    /// <param name="likeliest">The label that is the answer.</param>
    /// <param name="outOfScopeClass">The label for requests that fit no class, if the model has one.</param>
    public static ScopePrediction Of(double[] probabilities, int likeliest, int? outOfScopeClass) => new(
        probabilities[likeliest],
        likeliest == outOfScopeClass,
        outOfScopeClass is { } label ? 1 - probabilities[label] : probabilities[likeliest]);
}
