using TransformerService.Evaluation.Metrics;

namespace TransformerService.Shadow.Statistics;

/// <summary>
/// The evidence against a rate: a martingale that starts at 1. If the rate is the true one, the chance that it ever reaches 1/α is at
/// most α (Ville's inequality), however often one looks. It is the likelihood of the samples averaged over all rates, divided by their
/// likelihood at the rate in question (Robbins 1970, https://doi.org/10.1214/aoms/1177696786; Howard et al. 2021,
/// https://arxiv.org/abs/1810.08240; Waudby-Smith and Ramdas 2023, https://arxiv.org/abs/2010.09686). The average weighs rates by Beta(½,
/// ½), which costs least where rates are small. It depends only on the counts of the samples: order, restarts and several processes make
/// no difference.
/// </summary>
internal readonly struct RateSequence
{
    private readonly DifferenceCount _count;
    private readonly double _mixture;

    public RateSequence(DifferenceCount count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count.Differing, nameof(count));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count.Differing, count.Total, nameof(count));
        _count = count;

        // ln of B(k + ½, n − k + ½) / B(½, ½), where B(½, ½) = π.
        _mixture =
            LogGamma.Of(count.Differing + 0.5)
            + LogGamma.Of(count.Total - count.Differing + 0.5)
            - LogGamma.Of(count.Total + 1.0)
            - Math.Log(Math.PI);
    }

    /// <summary>ln of the evidence against a rate of <paramref name="rate"/>; convex in it, and at most 0 at the observed one.</summary>
    /// <param name="rate">0 to 1.</param>
    public double LogEvidence(double rate) => _mixture - Term(_count.Differing, rate) - Term(_count.Total - _count.Differing, 1 - rate);

    /// <summary>n ln p, where 0 ln 0 is 0.</summary>
    private static double Term(long count, double probability) => count == 0 ? 0 : count * Math.Log(probability);
}
