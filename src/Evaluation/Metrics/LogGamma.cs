namespace TransformerService.Evaluation.Metrics;

/// <summary>The logarithm of the gamma function.</summary>
public static class LogGamma
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>ln Γ(<paramref name="x"/>), to about 12 digits.</summary>
    /// <param name="x">At least 0.5.</param>
    public static double Of(double x)
    {
        // Stirling's series is exact enough from 10 on; smaller values are shifted there by Γ(x) = Γ(x + 1) / x.
        double shift = 1;
        while (x < 10)
        {
            shift *= x++;
        }

        double inverse = 1 / x,
            square = inverse * inverse;
        var series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square / 1680))))));
        return ((x - 0.5) * Math.Log(x)) - x + HalfLogTwoPi + series - Math.Log(shift);
    }
}
