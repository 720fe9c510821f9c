namespace TransformerService.Models.Exports;

/// <summary>How a classifier's logits become scores, and what they are called.</summary>
/// <param name="Labels">Labels in the order of their ids.</param>
/// <param name="Function">What turns logits into scores.</param>
public sealed record ClassificationHead(IReadOnlyList<string> Labels, ScoreFunction Function);
