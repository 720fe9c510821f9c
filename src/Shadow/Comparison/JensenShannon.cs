namespace TransformerService.Shadow.Comparison;

/// <summary>
/// Jensen–Shannon divergence (Lin 1991, https://doi.org/10.1109/18.61115) in bits: 0 for equal distributions, 1 for those that have nothing
/// in common.
/// </summary>
internal static class JensenShannon
{
    /// <param name="left">Probabilities that sum to 1.</param>
    /// <param name="right">As many, for the same events.</param>
    public static double Divergence(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (var i = 0; i < left.Length; i++)
        {
            var middle = (left[i] + right[i]) / 2;
            sum += Term(left[i], middle) + Term(right[i], middle);
        }

        // Rounding may leave it slightly outside.
        return Math.Clamp(sum / 2, 0, 1);
    }

    private static double Term(double probability, double middle) => probability > 0 ? probability * Math.Log2(probability / middle) : 0;
}
