namespace TransformerService.Shadow.Statistics;

/// <summary>Quantiles for two-sided 95 % intervals.</summary>
internal static class Normal
{
    /// <summary>The quantile of the normal distribution.</summary>
    public const double Z = 1.959963984540054;

    /// <summary>The quantile of Student's t distribution, which is wider the fewer samples there are.</summary>
    /// <param name="freedom">Degrees of freedom, at least 1.</param>
    public static double T(long freedom)
    {
        if (freedom <= 2)
        {
            return freedom == 1 ? 12.706204736 : 4.302652730;
        }

        // Abramowitz and Stegun 26.7.5; within 1 % from 3 on.
        const double Z3 = Z * Z * Z,
            Z5 = Z3 * Z * Z,
            Z7 = Z5 * Z * Z;
        var inverse = 1.0 / freedom;
        return Z
            + (
                inverse
                * (
                    ((Z3 + Z) / 4)
                    + (
                        inverse
                        * ((((5 * Z5) + (16 * Z3) + (3 * Z)) / 96) + (inverse * (((3 * Z7) + (19 * Z5) + (17 * Z3) - (15 * Z)) / 384)))
                    )
                )
            );
    }
}
