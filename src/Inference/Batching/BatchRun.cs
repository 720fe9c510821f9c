namespace TransformerService.Inference.Batching;

/// <summary>Runs a batch.</summary>
/// <param name="rows">Its rows.</param>
/// <param name="finished">
/// May be told of a row that is done while others go on: its place and its result, which goes to whoever waits at once.
/// </param>
/// <param name="cancellationToken">Stops the run: nobody waits for any of its rows any more.</param>
/// <returns>A result for each row, those among them that were told of before.</returns>
internal delegate IReadOnlyList<TResult> BatchRun<TRow, TResult>(
    IReadOnlyList<TRow> rows, Action<int, TResult> finished, CancellationToken cancellationToken);
