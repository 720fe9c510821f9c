namespace TransformerService.Shadow.Statistics;

/// <summary>
/// The evidence against an excess: the student's rate less the noise's. For any noise rate p, the mean of the evidence against p + excess
/// (student) and against p (noise) is also a martingale that starts at 1, although both look at the same texts. The minimum of these
/// means over p is therefore evidence against the excess itself. It rejects everything that two sequences at α/2 each would reject
/// together, and more.
/// </summary>
internal sealed class ExcessSequence(DifferenceCount student, DifferenceCount? noise)
{
    /// <summary>The chance that a statement is ever false, over all looks.</summary>
    public const double Alpha = 0.05;

    private const double GoldenRatio = 0.6180339887498949;
    private static readonly double Limit = -Math.Log(Alpha);

    private readonly RateSequence _student = new(student);
    private readonly RateSequence? _noise = noise is { } count ? new(count) : null;

    /// <summary>The observed excess; never rejected.</summary>
    public double Observed { get; } = student.Rate - (noise?.Rate ?? 0);

    /// <summary>
    /// Whether the samples reject an excess. The excesses that they do not reject form an interval, since the evidence is convex.
    /// </summary>
    /// <param name="excess">−1 to 1.</param>
    public bool Refuses(double excess)
    {
        if (_noise is not { } noiseSequence)
        {
            return excess < 0 || _student.LogEvidence(excess) >= Limit;
        }

        double low = Math.Max(0, -excess),
            high = Math.Min(1, 1 - excess);

        // One noise rate that explains the samples is enough, and these are likely ones: rarely all of them are tried.
        double[] likely = [noise?.Rate ?? 0, student.Rate - excess, low];
        foreach (var rate in likely)
        {
            if (!(LogMean(noiseSequence, Math.Clamp(rate, low, high), excess) >= Limit))
            {
                return false;
            }
        }

        // Golden-section search; 60 steps shrink the range by 10^12.
        double left = high - (GoldenRatio * (high - low)),
            right = low + (GoldenRatio * (high - low));
        double atLeft = LogMean(noiseSequence, left, excess),
            atRight = LogMean(noiseSequence, right, excess);
        for (var step = 0; step < 60; step++)
        {
            if (atLeft < Limit || atRight < Limit)
            {
                return false;
            }

            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                atLeft = LogMean(noiseSequence, left = high - (GoldenRatio * (high - low)), excess);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                atRight = LogMean(noiseSequence, right = low + (GoldenRatio * (high - low)), excess);
            }
        }

        return true;
    }

    /// <summary>The ends of the interval that is not rejected.</summary>
    public (double Low, double High) Interval() => (End(_noise is null ? 0 : -1), End(1));

    /// <summary>Bisects between the observed excess, which is in the interval, and the largest or smallest possible excess.</summary>
    private double End(double outer)
    {
        if (!Refuses(outer))
        {
            return outer;
        }

        var inner = Observed;
        for (var step = 0; step < 40; step++)
        {
            var middle = (inner + outer) / 2;
            (inner, outer) = Refuses(middle) ? (inner, middle) : (middle, outer);
        }

        return outer;
    }

    /// <summary>ln of the mean of the two evidences.</summary>
    private double LogMean(RateSequence noiseSequence, double rate, double excess)
    {
        double left = _student.LogEvidence(Math.Clamp(rate + excess, 0, 1)),
            right = noiseSequence.LogEvidence(rate);
        var larger = Math.Max(left, right);
        return double.IsPositiveInfinity(larger) ? larger : larger + Math.Log((1 + Math.Exp(Math.Min(left, right) - larger)) / 2);
    }
}
