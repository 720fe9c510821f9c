namespace TransformerService.Inference.Sessions;

/// <summary>Runs a batch in parts of equally long rows, so that none is padded: for exports that would read padding as text.</summary>
internal static class EqualLengths
{
    /// <summary>Runs the batch and returns the results, in the order of the rows.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="length">Returns a row's length.</param>
    /// <param name="run">Runs a part, given its rows' indices in the batch.</param>
    public static TResult[] Run<TRow, TResult>(
        IReadOnlyList<TRow> rows,
        Func<TRow, int> length,
        Func<IReadOnlyList<TRow>, int[], IReadOnlyList<TResult>> run
    )
    {
        var results = new TResult[rows.Count];
        foreach (var part in Enumerable.Range(0, rows.Count).GroupBy(place => length(rows[place])))
        {
            int[] places = [.. part];
            var found = run([.. places.Select(place => rows[place])], places);
            for (var index = 0; index < places.Length; index++)
            {
                results[places[index]] = found[index];
            }
        }

        return results;
    }
}
