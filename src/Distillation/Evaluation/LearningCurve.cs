namespace TransformerService.Distillation.Evaluation;

/// <summary>How a training run went.</summary>
/// <param name="Name">What was trained, e.g. <c>teacher</c>.</param>
/// <param name="Points">In the order of training; at least one.</param>
internal sealed record LearningCurve(string Name, IReadOnlyList<LearningCurvePoint> Points);
