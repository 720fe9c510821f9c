namespace TransformerService.Evaluation.Metrics;

/// <summary>
/// Expected calibration error (Guo et al. 2017, https://arxiv.org/abs/1706.04599, equation 3): the gap between mean confidence and accuracy
/// in bins ((m − 1)/M, m/M] of confidence, weighted by how many predictions a bin holds. Bins of two sets of predictions can be added.
/// </summary>
public sealed class CalibrationBins(int bins = CalibrationBins.DefaultBins)
{
    public const int DefaultBins = 15;

    private readonly long[] _counts = new long[bins];
    private readonly long[] _right = new long[bins];
    private readonly double[] _confidence = new double[bins];

    /// <summary>Predictions in each bin, the lowest confidence first.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Correct predictions in each bin.</summary>
    public IReadOnlyList<long> Right => _right;

    /// <summary>Sum of the confidences in each bin.</summary>
    public IReadOnlyList<double> Confidence => _confidence;

    /// <summary>Predictions in all bins.</summary>
    public long Total => _counts.Sum();

    /// <summary>0 to 1; 0 without predictions.</summary>
    public double ExpectedError
    {
        get
        {
            // |accuracy − confidence| × count / n, and the difference of a bin's sums is (accuracy − confidence) × count.
            double gaps = 0;
            for (var bin = 0; bin < bins; bin++)
            {
                gaps += Math.Abs(_right[bin] - _confidence[bin]);
            }

            return Total == 0 ? 0 : gaps / Total;
        }
    }

    /// <summary>Adds a prediction.</summary>
    /// <param name="confidence">Probability of the predicted class, 0 to 1; exactly 0 belongs to the first bin.</param>
    /// <param name="right">Whether the prediction is right.</param>
    /// <exception cref="ArgumentException">The confidence is not a probability.</exception>
    public void Add(double confidence, bool right)
    {
        if (!(confidence is >= 0 and <= 1))
        {
            throw new ArgumentException($"The confidence {confidence} is not a probability.", nameof(confidence));
        }

        Add(Math.Max(0, (int)Math.Ceiling(confidence * bins) - 1), 1, right ? 1 : 0, confidence);
    }

    /// <summary>Adds sums of predictions to a bin.</summary>
    public void Add(int bin, long count, long right, double confidence)
    {
        _counts[bin] += count;
        _right[bin] += right;
        _confidence[bin] += confidence;
    }
}

/// <summary>Measures how far confidence and accuracy differ.</summary>
public static class Calibration
{
    /// <summary>The expected calibration error of predictions (<see cref="CalibrationBins"/>), 0 to 1.</summary>
    /// <param name="confidences">Probability of the predicted class, 0 to 1.</param>
    /// <param name="right">Whether the prediction is right.</param>
    /// <param name="bins">Number of bins, all of the same width.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty, or a confidence is not a probability.</exception>
    public static double ExpectedError(IReadOnlyList<double> confidences, IReadOnlyList<bool> right, int bins = CalibrationBins.DefaultBins)
    {
        Segments.Check(confidences, right);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var sums = new CalibrationBins(bins);
        for (var i = 0; i < confidences.Count; i++)
        {
            sums.Add(confidences[i], right[i]);
        }

        return sums.ExpectedError;
    }
}
