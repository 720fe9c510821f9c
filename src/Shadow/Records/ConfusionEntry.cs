namespace TransformerService.Shadow.Records;

/// <summary>How often student and teacher gave these two labels to one text.</summary>
/// <param name="Student">The student's best label.</param>
/// <param name="Teacher">The teacher's best label.</param>
/// <param name="Count">Samples.</param>
public sealed record ConfusionEntry(string Student, string Teacher, long Count);
