namespace TransformerService.Distillation.Evaluation;

/// <summary>A set to evaluate on.</summary>
/// <param name="Name">The file's name, for reports and messages.</param>
/// <param name="Items">The items; not empty.</param>
internal sealed record TestSet<T>(string Name, IReadOnlyList<T> Items);
