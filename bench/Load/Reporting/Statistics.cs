namespace TransformerService.Load.Reporting;

/// <summary>Statistics over rounds.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>
    /// The median over the rounds of one target's number divided by another's of the same round, because a temporary slowdown of the
    /// machine affects both.
    /// </summary>
    public static double Ratio(IReadOnlyList<LoadResult> results, string target, string other, Func<LoadResult, double> number) =>
        Median(
            results
                .Where(result => result.Target == target)
                .Zip(results.Where(result => result.Target == other), (one, two) => number(one) / number(two))
        );
}
