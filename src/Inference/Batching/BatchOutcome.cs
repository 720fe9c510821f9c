namespace TransformerService.Inference.Batching;

/// <summary>What came of a batch's run.</summary>
/// <param name="Results">A result for each row; none if it failed.</param>
/// <param name="Failure">Why it failed, if so.</param>
internal readonly record struct BatchOutcome<TResult>(IReadOnlyList<TResult> Results, Exception? Failure);
