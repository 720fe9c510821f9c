namespace TransformerService.Shadow.Comparison;

/// <summary>The best labels that two classifiers gave to one text.</summary>
/// <param name="Student">The first one's label.</param>
/// <param name="StudentScore">Its score, 0 to 1.</param>
/// <param name="Teacher">The second one's label.</param>
public readonly record struct LabelOutcome(string Student, double StudentScore, string Teacher)
{
    /// <summary>Whether they are the same.</summary>
    public bool Agree => string.Equals(Student, Teacher, StringComparison.Ordinal);
}
