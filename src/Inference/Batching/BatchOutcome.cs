namespace TransformerService.Inference.Batching;

/// <summary>What came of a batch's run.</summary>
/// <param name="Results">A result for each row; none if the batch failed as a whole.</param>
/// <param name="Failure">Why it failed as a whole, if so.</param>
internal readonly record struct BatchOutcome<TResult>(IReadOnlyList<TResult> Results, Exception? Failure)
{
    /// <summary>Why single rows failed, by their places; their results are not to be used. <see langword="null"/> where none did.</summary>
    public IReadOnlyDictionary<int, Exception>? RowFailures { get; init; }
}
