namespace TransformerService.Distillation.Evaluation;

/// <summary>The results of <c>evaluate</c>.</summary>
/// <param name="Model">The model's folder, as the caller named it.</param>
/// <param name="Created">When the report was made.</param>
/// <param name="Rows">One per variant and set; the rows of a set are adjacent.</param>
/// <param name="Differences">Comparison of the student's translations with those of the other systems.</param>
/// <param name="Curves">Learning curves of the training runs.</param>
/// <param name="Notes">How the numbers were computed, in sentences.</param>
internal sealed record EvaluationReport(
    string Model,
    DateTimeOffset Created,
    IReadOnlyList<EvaluationRow> Rows,
    IReadOnlyList<ScoreDifference> Differences,
    IReadOnlyList<LearningCurve> Curves,
    IReadOnlyList<string> Notes
);
