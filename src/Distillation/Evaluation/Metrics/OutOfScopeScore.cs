namespace TransformerService.Distillation.Evaluation.Metrics;

/// <summary>
/// How well a threshold on confidence tells requests that fit no class (Larson et al. 2019, https://aclanthology.org/D19-1131): a request
/// is taken as out of scope if the probability of its likeliest class is below the threshold.
/// </summary>
/// <param name="Threshold">The confidence below which a request is turned away.</param>
/// <param name="Recall">Share of the out-of-scope requests that are turned away, 0 to 1.</param>
/// <param name="FalseAlarmRate">Share of the in-scope requests that are turned away, 0 to 1.</param>
internal sealed record OutOfScopeScore(double Threshold, double Recall, double FalseAlarmRate)
{
    /// <summary>Counts at a threshold.</summary>
    /// <param name="inScope">Highest probability of each in-scope request.</param>
    /// <param name="outOfScope">Highest probability of each out-of-scope request.</param>
    /// <param name="threshold">0 to 1.</param>
    /// <exception cref="ArgumentException">A list is empty.</exception>
    public static OutOfScopeScore At(IReadOnlyCollection<double> inScope, IReadOnlyCollection<double> outOfScope, double threshold)
    {
        if (inScope.Count == 0 || outOfScope.Count == 0)
        {
            throw new ArgumentException("Both in-scope and out-of-scope requests are needed.", nameof(outOfScope));
        }

        double Rejected(IReadOnlyCollection<double> confidences) =>
            confidences.Count(confidence => confidence < threshold) / (double)confidences.Count;
        return new OutOfScopeScore(threshold, Rejected(outOfScope), Rejected(inScope));
    }
}
