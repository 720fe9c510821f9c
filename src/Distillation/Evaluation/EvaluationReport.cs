namespace TransformerService.Distillation.Evaluation;

/// <summary>What <c>evaluate</c> found.</summary>
/// <param name="Model">The model's folder as it was named.</param>
/// <param name="Created">When.</param>
/// <param name="Rows">One for each variant and set, the systems of a set together.</param>
/// <param name="Differences">How the student's translations compare with others'.</param>
/// <param name="Curves">Learning curves of the training runs.</param>
/// <param name="Notes">How the numbers were made, in sentences.</param>
internal sealed record EvaluationReport(
    string Model,
    DateTimeOffset Created,
    IReadOnlyList<EvaluationRow> Rows,
    IReadOnlyList<ScoreDifference> Differences,
    IReadOnlyList<LearningCurve> Curves,
    IReadOnlyList<string> Notes);
