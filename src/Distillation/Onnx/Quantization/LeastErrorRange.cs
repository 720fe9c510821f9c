namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>
/// Chooses the range with the least mean squared error: a wide range rounds every value coarsely, a narrow one clips a few values strongly.
/// Unlike relative entropy, which is often used for this, it also works with fewer values than bins.
/// </summary>
internal static class LeastErrorRange
{
    /// <summary>Fractions of either side to keep, starting with all of it.</summary>
    private static readonly double[] Fractions = [.. Enumerable.Range(0, 31).Select(i => 1 - (i / 40.0))];

    /// <param name="counts">A histogram whose middle is 0.</param>
    /// <param name="low">The first bin with a count.</param>
    /// <param name="high">The last bin with a count.</param>
    /// <returns>The first and the last bin of the range.</returns>
    public static (int Low, int High) Find(ReadOnlySpan<long> counts, int low, int high)
    {
        var zero = counts.Length / 2;
        (int Low, int High) best = (low, high);
        var smallest = double.PositiveInfinity;
        foreach (var lowFraction in Fractions)
        {
            foreach (var highFraction in Fractions)
            {
                var first = zero + (int)Math.Floor((Math.Min(low, zero) - zero) * lowFraction);
                var last = zero + (int)Math.Ceiling((Math.Max(high, zero) - zero) * highFraction);
                var error = Error(counts, first, last, zero);
                if (error < smallest)
                {
                    smallest = error;
                    best = (first, last);
                }
            }
        }

        return best;
    }

    /// <summary>The squared error, in bins, of rounding to 256 values and of clipping. Zeros are represented exactly.</summary>
    private static double Error(ReadOnlySpan<long> counts, int first, int last, int zero)
    {
        double step = (last - first + 1) / (double)byte.MaxValue,
            error = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            double beyond = Math.Max(Math.Max(first - bin, bin - last), 0);
            var rounding = bin == zero ? 0 : step * step / 12;
            error += counts[bin] * (beyond > 0 ? beyond * beyond : rounding);
        }

        return error;
    }
}
