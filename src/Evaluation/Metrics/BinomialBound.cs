namespace TransformerService.Evaluation.Metrics;

/// <summary>The exact upper bound of a rate (Clopper and Pearson 1934, https://doi.org/10.1093/biomet/26.4.404), one-sided.</summary>
public static class BinomialBound
{
    private const int Halvings = 60;

    /// <summary>
    /// The rate that the true one exceeds with at most the chance <paramref name="delta"/>: the largest under which so few events have that
    /// chance.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <param name="total">How many there could have been.</param>
    /// <param name="delta">Above 0 and below 1.</param>
    public static double Upper(long events, long total, double delta)
    {
        if (events >= total)
        {
            return 1;
        }

        double low = (double)events / total,
            high = 1;
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            (low, high) = AtMost(events, total, middle) > delta ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The most events of which the upper bound does not exceed a rate; −1 if not even none do.</summary>
    /// <param name="total">How many events there could be.</param>
    /// <param name="rate">The rate.</param>
    /// <param name="delta">Above 0 and below 1.</param>
    public static long MostEvents(long total, double rate, double delta)
    {
        long low = -1,
            high = total;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            (low, high) = Upper(middle, total, delta) <= rate ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>The chance of at most so many events.</summary>
    private static double AtMost(long events, long total, double rate)
    {
        double n = total,
            k = events;
        var logTerm =
            LogGamma.Of(n + 1) - LogGamma.Of(k + 1) - LogGamma.Of(n - k + 1) + (k * Math.Log(rate)) + ((n - k) * Math.Log(1 - rate));
        double term = 1,
            sum = 1;
        for (; k > 0; k--)
        {
            // Each term from that of one event more; above the rate they fall fast.
            term *= k / (n - k + 1) * ((1 - rate) / rate);
            sum += term;
            if (term < sum * 1e-17)
            {
                break;
            }
        }

        return Math.Exp(logTerm + Math.Log(sum));
    }
}
