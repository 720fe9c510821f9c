namespace TransformerService.Distillation.Evaluation;

/// <summary>A set to evaluate on.</summary>
/// <param name="Name">The name for reports and messages: the file's.</param>
/// <param name="Items">The set itself; not empty.</param>
internal sealed record TestSet<T>(string Name, IReadOnlyList<T> Items);
