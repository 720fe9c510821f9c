namespace TransformerService.Inference.Batching;

/// <summary>Which rows run together. Pure: lengths in, batches out.</summary>
internal static class BatchPlanner
{
    /// <summary>
    /// Rows of like length go together, so that little is padded, within the token budget and the row cap. A row that is over the
    /// budget by itself runs alone.
    /// </summary>
    /// <param name="lengths">Each row's length in tokens.</param>
    /// <param name="width">How many rows of the model one row becomes: the beams of a translation.</param>
    /// <param name="maxRows">The row cap.</param>
    /// <param name="maxTokens">The budget: longest row × rows × width.</param>
    /// <returns>Batches of indices into <paramref name="lengths"/>; every index is in exactly one.</returns>
    public static IReadOnlyList<int[]> Plan(IReadOnlyList<int> lengths, int width, int maxRows, int maxTokens)
    {
        int[] byLength = [.. Enumerable.Range(0, lengths.Count).OrderByDescending(row => lengths[row])];
        List<int[]> batches = [];
        for (int start = 0; start < byLength.Length;)
        {
            // The first row is the batch's longest: it sets what every row of it costs.
            long rowCost = (long)Math.Max(1, lengths[byLength[start]]) * width;
            int rows = (int)Math.Clamp(maxTokens / rowCost, 1, maxRows);
            int end = Math.Min(start + rows, byLength.Length);
            batches.Add(byLength[start..end]);
            start = end;
        }

        return batches;
    }
}
