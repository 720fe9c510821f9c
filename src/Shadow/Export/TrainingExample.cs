namespace TransformerService.Shadow.Export;

/// <summary>A line of extra training data; the distillation tool reads source, target and weight.</summary>
/// <param name="Source">The text that was asked about.</param>
/// <param name="Target">The teacher's answer.</param>
/// <param name="Student">The student's answer.</param>
/// <param name="Severity">How bad the student's answer is, 0 to 1.</param>
/// <param name="Weight">How much the example counts in training, above 0.</param>
/// <param name="Sample"><c>severe</c> or <c>control</c>.</param>
/// <param name="Probability">The chance that a compared text was included: 1 for a severe one.</param>
public sealed record TrainingExample(
    string Source,
    string Target,
    string Student,
    double Severity,
    double Weight,
    string Sample,
    double Probability
)
{
    /// <summary>The second text of a pair, where there is one.</summary>
    public string? Pair { get; init; }
}
