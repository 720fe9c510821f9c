namespace TransformerService.Distillation.Evaluation;

/// <summary>The course of a training run.</summary>
/// <param name="Name">The model that was trained, e.g. <c>teacher</c>.</param>
/// <param name="Points">In the order of training; at least one.</param>
internal sealed record LearningCurve(string Name, IReadOnlyList<LearningCurvePoint> Points);
