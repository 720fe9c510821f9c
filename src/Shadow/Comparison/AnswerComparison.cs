namespace TransformerService.Shadow.Comparison;

/// <summary>How one answer differs from another to the same text.</summary>
/// <param name="Differs">Whether they count as different; the verdict is about the rate of these.</param>
/// <param name="Severity">0 to 1; orders comparisons by how much is wrong with the first answer.</param>
/// <param name="Metrics">By name (<see cref="ShadowMetrics"/>).</param>
public sealed record AnswerComparison(bool Differs, double Severity, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>For a classifier: the labels that the two gave.</summary>
    public LabelOutcome? Labels { get; init; }
}
