namespace TransformerService.Evaluation.Metrics;

/// <summary>How well a value separates two groups, at any threshold (Fawcett 2006, https://doi.org/10.1016/j.patrec.2005.10.010).</summary>
public static class RocCurve
{
    /// <summary>
    /// The area under the curve, 0 to 1: the probability that a positive has a larger value than a negative. A tie counts half (this is the
    /// rank statistic of Mann and Whitney).
    /// </summary>
    /// <exception cref="ArgumentException">A group is empty.</exception>
    public static double Area(IReadOnlyCollection<double> positives, IReadOnlyCollection<double> negatives)
    {
        if (positives.Count == 0 || negatives.Count == 0)
        {
            throw new ArgumentException("Both groups are needed.", nameof(negatives));
        }

        double won = 0;
        long below = 0;
        foreach (
            var tied in positives
                .Select(value => (Value: value, Positive: true))
                .Concat(negatives.Select(value => (Value: value, Positive: false)))
                .GroupBy(item => item.Value)
                .OrderBy(group => group.Key)
        )
        {
            int up = tied.Count(item => item.Positive),
                down = tied.Count() - up;
            won += up * (below + (down / 2.0));
            below += down;
        }

        return won / ((double)positives.Count * negatives.Count);
    }
}
