namespace TransformerService.Inference.Sessions;

/// <summary>
/// Splits a batch into groups of rows of like length, which run one after another, each padded to its own longest row. Rows of unlike
/// length in one run would make the model compute padding: everyday sentences, padded to the longest of a batch, take twice the positions
/// that they have.
/// </summary>
internal static class LengthGroups
{
    /// <summary>
    /// What one more run costs, in positions of the rows that it computes: smaller products, and the start of each node. An estimate from
    /// the times of batches of 1 and of 8 rows on the default student; other values were not compared.
    /// </summary>
    private const int RunCost = 12;

    /// <summary>Two rows share a run, and the shorter one is padded, if their lengths differ by at most so many tokens.</summary>
    public const int LargestDifference = RunCost - 1;

    /// <summary>Chooses the groups with the least cost.</summary>
    /// <param name="lengths">The length of each row, in tokens.</param>
    /// <param name="mayPad">Whether rows of unlike length may share a run; otherwise each length gets a group of its own.</param>
    /// <returns>The indices of each group's rows, the shortest rows first, in the order of the batch within a length.</returns>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<int> lengths, bool mayPad = true)
    {
        int[][] byLength =
        [
            .. Enumerable.Range(0, lengths.Count).GroupBy(row => lengths[row]).OrderBy(rows => rows.Key).Select(rows => rows.ToArray()),
        ];
        if (!mayPad || byLength.Length <= 1)
        {
            return byLength;
        }

        // least[end] is the least cost of the first `end` lengths, and start[end] where the last of their groups begins.
        var rowsBefore = new int[byLength.Length + 1];
        var least = new long[byLength.Length + 1];
        var start = new int[byLength.Length + 1];
        for (var end = 1; end <= byLength.Length; end++)
        {
            rowsBefore[end] = rowsBefore[end - 1] + byLength[end - 1].Length;
            least[end] = long.MaxValue;
            long width = lengths[byLength[end - 1][0]];
            for (var begin = end - 1; begin >= 0; begin--)
            {
                var cost = least[begin] + (width * (rowsBefore[end] - rowsBefore[begin])) + RunCost;
                if (cost < least[end])
                {
                    (least[end], start[end]) = (cost, begin);
                }
            }
        }

        List<int[]> groups = [];
        for (var end = byLength.Length; end > 0; end = start[end])
        {
            groups.Add([.. byLength[start[end]..end].SelectMany(rows => rows)]);
        }

        groups.Reverse();
        return groups;
    }

    /// <summary>Returns how many positions the groups compute, padding included.</summary>
    public static long Positions(IReadOnlyList<int> lengths, bool mayPad = true) =>
        Of(lengths, mayPad).Sum(group => (long)lengths[group[^1]] * group.Length);

    /// <summary>Runs the batch group by group and returns the results, in the order of the rows.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="length">Returns a row's length, in tokens.</param>
    /// <param name="mayPad">Whether rows of unlike length may share a run.</param>
    /// <param name="run">Runs a group, given its rows' indices in the batch.</param>
    public static TResult[] Run<TRow, TResult>(
        IReadOnlyList<TRow> rows,
        Func<TRow, int> length,
        bool mayPad,
        Func<IReadOnlyList<TRow>, int[], IReadOnlyList<TResult>> run
    )
    {
        var results = new TResult[rows.Count];
        foreach (var group in Of([.. rows.Select(length)], mayPad))
        {
            var found = run([.. group.Select(place => rows[place])], group);
            for (var index = 0; index < group.Length; index++)
            {
                results[group[index]] = found[index];
            }
        }

        return results;
    }
}
