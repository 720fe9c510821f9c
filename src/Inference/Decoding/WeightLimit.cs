namespace TransformerService.Inference.Decoding;

/// <summary>
/// Which of many weights are the largest, found by dividing them as quicksort does, but following one side only: in linear time on average.
/// </summary>
/// <param name="Weight">The least weight that is kept.</param>
/// <param name="Equal">How many of exactly that weight are kept.</param>
internal readonly record struct WeightLimit(double Weight, int Equal)
{
    /// <summary>The limit of so many largest weights.</summary>
    /// <param name="weights">Positive weights; they are reordered.</param>
    /// <param name="count">From 1 to their number.</param>
    public static WeightLimit OfCount(Span<double> weights, int count)
    {
        while (true)
        {
            var pivot = Pivot(weights);
            var (greater, less) = Divide(weights, pivot);
            if (count <= greater)
            {
                weights = weights[..greater];
            }
            else if (count <= less)
            {
                return new WeightLimit(pivot, count - greater);
            }
            else
            {
                weights = weights[less..];
                count -= less;
            }
        }
    }

    /// <summary>The limit of the fewest largest weights whose sum is a share of the sum of all; at least one.</summary>
    /// <param name="weights">Positive weights, at least one; they are reordered.</param>
    /// <param name="share">The share, above 0 and below 1.</param>
    public static WeightLimit OfMass(Span<double> weights, double share)
    {
        var mass = share * Sum(weights);
        while (true)
        {
            var pivot = Pivot(weights);
            var (greater, less) = Divide(weights, pivot);
            var above = Sum(weights[..greater]);
            if (greater > 0 && mass <= above)
            {
                weights = weights[..greater];
                continue;
            }

            var equal = less - greater;
            var needed = Math.Max(1, Math.Ceiling((mass - above) / pivot));
            if (needed <= equal || less == weights.Length)
            {
                return new WeightLimit(pivot, (int)Math.Min(needed, equal));
            }

            weights = weights[less..];
            mass -= above + (equal * pivot);
        }
    }

    public static double Sum(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        return sum;
    }

    /// <summary>The median of the first, the middle and the last weight.</summary>
    private static double Pivot(ReadOnlySpan<double> weights)
    {
        var (first, middle, last) = (weights[0], weights[weights.Length / 2], weights[^1]);
        return Math.Max(Math.Min(first, middle), Math.Min(Math.Max(first, middle), last));
    }

    /// <summary>Moves the greater weights to the front and the lesser ones to the end.</summary>
    /// <returns>The number of the greater ones, and of those that are greater or equal.</returns>
    private static (int Greater, int Less) Divide(Span<double> weights, double pivot)
    {
        int greater = 0,
            next = 0,
            less = weights.Length;
        while (next < less)
        {
            if (weights[next] > pivot)
            {
                (weights[greater], weights[next]) = (weights[next], weights[greater]);
                greater++;
                next++;
            }
            else if (weights[next] < pivot)
            {
                less--;
                (weights[less], weights[next]) = (weights[next], weights[less]);
            }
            else
            {
                next++;
            }
        }

        return (greater, less);
    }
}
