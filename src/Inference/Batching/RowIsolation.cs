namespace TransformerService.Inference.Batching;

/// <summary>
/// Finds the rows that make a batch fail: runs its halves again, and the halves of those that fail, until a row that fails is alone. The
/// other
/// rows get their results. n rows with one faulty one take 2 log₂ n runs of at most 2 n rows together; n faulty ones take 2 n runs.
/// </summary>
/// <param name="run">Runs rows of the batch, by their indices; returns a result for each.</param>
/// <param name="isWanted">Whether somebody still waits for a row's result.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class RowIsolation<TResult>(
    Func<int[], IReadOnlyList<TResult>> run,
    Func<int, bool> isWanted,
    CancellationToken cancellationToken
)
{
    private readonly Dictionary<int, TResult> _results = [];
    private readonly Dictionary<int, Exception> _failures = [];

    /// <summary>The results of the rows that do not fail, by their indices.</summary>
    public IReadOnlyDictionary<int, TResult> Results => _results;

    /// <summary>Why the other rows fail, by their indices. A row that nobody waits for is in neither list.</summary>
    public IReadOnlyDictionary<int, Exception> Failures => _failures;

    /// <summary>Runs the rows of a batch that failed as a whole.</summary>
    /// <param name="places">The indices of its rows.</param>
    /// <param name="failure">Why it failed.</param>
    /// <exception cref="OperationCanceledException">Nobody waits for any of them any longer.</exception>
    public void Split(int[] places, Exception failure)
    {
        if (places.Length == 1)
        {
            _failures.Add(places[0], failure);
            return;
        }

        foreach (var half in (int[][])[places[..(places.Length / 2)], places[(places.Length / 2)..]])
        {
            Run([.. half.Where(isWanted)]);
        }
    }

    private void Run(int[] places)
    {
        if (places.Length == 0)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var results = run(places);
            for (var index = 0; index < places.Length; index++)
            {
                _results.Add(places[index], results[index]);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The error boundary of one part of a batch, as BatchRunner is that of a whole batch.
            Split(places, exception);
        }
    }
}
