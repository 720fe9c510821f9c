using TransformerService.Evaluation.Metrics;

namespace TransformerService.Shadow.Statistics;

/// <summary>
/// The evidence against an excess of paired samples: how much more often the new version differs from the teacher than the old one. Each
/// sample has one of three outcomes (only the new one differs, only the old one, or neither or both). The likelihood of the outcomes,
/// averaged over all rates by Dirichlet(½, ½, ½), divided by their likelihood at the true rates, is a martingale that starts at 1; the
/// chance that it ever reaches 1/α is at most α (Ville's inequality), however often one looks. The least evidence against any rates with
/// an excess is evidence against that excess. Noise of the teacher is the same for both versions of a sample, and cancels.
/// </summary>
internal sealed class PairedSequence
{
    /// <summary>The chance that a statement is ever false, over all looks.</summary>
    public const double Alpha = ExcessSequence.Alpha;

    private static readonly double Limit = -Math.Log(Alpha);

    private readonly PairedCount _count;
    private readonly double _mixture;

    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more samples differ than there are.</exception>
    public PairedSequence(PairedCount count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count.OnlyNew, nameof(count));
        ArgumentOutOfRangeException.ThrowIfNegative(count.OnlyOld, nameof(count));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count.OnlyNew + count.OnlyOld, count.Total, nameof(count));
        _count = count;

        // ln of B(n + ½) / B(½, ½, ½), where Γ(½)³ / Γ(3/2) = 2π.
        _mixture =
            LogGamma.Of(count.OnlyNew + 0.5)
            + LogGamma.Of(count.OnlyOld + 0.5)
            + LogGamma.Of(Rest + 0.5)
            - LogGamma.Of(count.Total + 1.5)
            - Math.Log(2 * Math.PI);
    }

    private long Rest => _count.Total - _count.OnlyNew - _count.OnlyOld;

    /// <summary>Whether the samples reject an excess. The excesses that they do not reject form an interval around the observed one.</summary>
    /// <param name="excess">−1 to 1.</param>
    public bool Refuses(double excess) => LogEvidence(excess) >= Limit;

    /// <summary>The ends of the interval that is not rejected.</summary>
    public (double Low, double High) Interval() => (End(-1), End(1));

    /// <summary>ln of the evidence against an excess.</summary>
    internal double LogEvidence(double excess)
    {
        // The most likely rates with this excess: the rate of the old version alone maximizes the likelihood, whose derivative is zero at
        // the root of a quadratic equation. With the two versions exchanged the excess is never negative.
        var (more, fewer) = excess >= 0 ? (_count.OnlyNew, _count.OnlyOld) : (_count.OnlyOld, _count.OnlyNew);
        double size = Math.Abs(excess),
            linear = ((more + fewer) * (1 - size)) - (2 * size * (fewer + Rest)),
            root = Math.Sqrt((linear * linear) + (8.0 * _count.Total * fewer * size * (1 - size)));
        var rate = _count.Total == 0 ? 0 : Math.Clamp((linear + root) / (4.0 * _count.Total), 0, (1 - size) / 2);
        return _mixture - Term(fewer, rate) - Term(more, rate + size) - Term(Rest, 1 - (2 * rate) - size);
    }

    /// <summary>n ln p, where 0 ln 0 is 0.</summary>
    private static double Term(long count, double probability) => count == 0 ? 0 : count * Math.Log(Math.Max(0, probability));

    /// <summary>Bisects between the observed excess, which is in the interval, and the largest or smallest possible one.</summary>
    private double End(double outer)
    {
        if (!Refuses(outer))
        {
            return outer;
        }

        var inner = _count.Excess;
        for (var step = 0; step < 40; step++)
        {
            var middle = (inner + outer) / 2;
            (inner, outer) = Refuses(middle) ? (inner, middle) : (middle, outer);
        }

        return outer;
    }
}
