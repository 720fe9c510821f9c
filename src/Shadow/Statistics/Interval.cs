using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Statistics;

/// <summary>95 % intervals for one look.</summary>
public static class Interval
{
    /// <summary>A share, with Wilson's score interval (Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953).</summary>
    public static RateEstimate Of(DifferenceCount count)
    {
        if (count.Total == 0)
        {
            return new RateEstimate(0, 0, 1, 0);
        }

        const double Square = Normal.Z * Normal.Z;
        double n = count.Total,
            k = count.Differing;
        var centre = (k + (Square / 2)) / (n + Square);
        var half = Normal.Z / (n + Square) * Math.Sqrt((k * (n - k) / n) + (Square / 4));

        // The interval's ends for none and for all are exactly 0 and 1.
        return new RateEstimate(count.Rate, k == 0 ? 0 : centre - half, k == n ? 1 : centre + half, count.Total);
    }

    /// <summary>
    /// The student's share less the noise, by Newcombe's hybrid score interval (Newcombe 1998, method 10,
    /// https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I). Clamped to at least 0: every pair of
    /// answers has noise. Without noise samples it is the student's share unchanged.
    /// </summary>
    public static RateEstimate Excess(DifferenceCount student, DifferenceCount noise)
    {
        RateEstimate all = Of(student),
            off = Of(noise);
        if (student.Total == 0 || noise.Total == 0)
        {
            return all;
        }

        var difference = all.Rate - off.Rate;
        var below = Math.Sqrt(Square(all.Rate - all.Low) + Square(off.High - off.Rate));
        var above = Math.Sqrt(Square(all.High - all.Rate) + Square(off.Rate - off.Low));
        return new RateEstimate(
            Math.Max(0, difference),
            Math.Clamp(difference - below, 0, 1),
            Math.Clamp(difference + above, 0, 1),
            student.Total
        );
    }

    /// <summary>A mean of numbers, with Student's t interval.</summary>
    /// <param name="count">How many numbers, at least 1.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="sumOfSquares">The sum of their squares.</param>
    public static MeanEstimate Mean(long count, double sum, double sumOfSquares)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var mean = sum / count;
        if (count == 1)
        {
            return new MeanEstimate(mean, null, null, 1);
        }

        var variance = Math.Max(0, (sumOfSquares - (sum * mean)) / (count - 1));
        var half = Normal.T(count - 1) * Math.Sqrt(variance / count);
        return new MeanEstimate(mean, mean - half, mean + half, count);
    }

    private static double Square(double value) => value * value;
}
