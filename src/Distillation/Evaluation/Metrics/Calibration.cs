namespace TransformerService.Distillation.Evaluation.Metrics;

/// <summary>How far confidence and accuracy lie apart.</summary>
internal static class Calibration
{
    public const int DefaultBins = 15;

    /// <summary>
    /// Expected calibration error (Guo et al. 2017, https://arxiv.org/abs/1706.04599, equation 3): the gap between mean confidence and
    /// accuracy in bins ((m − 1)/M, m/M] of confidence, weighted by how many predictions a bin holds. 0 to 1.
    /// </summary>
    /// <param name="confidences">Probability of the predicted class, 0 to 1; 0 itself is in the first bin.</param>
    /// <param name="right">Whether the prediction is right.</param>
    /// <param name="bins">Number of bins, all of the same width.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty, or a confidence is no probability.</exception>
    public static double ExpectedError(IReadOnlyList<double> confidences, IReadOnlyList<bool> right, int bins = DefaultBins)
    {
        Segments.Check(confidences, right);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var gaps = new double[bins];
        for (var i = 0; i < confidences.Count; i++)
        {
            if (!(confidences[i] is >= 0 and <= 1))
            {
                throw new ArgumentException($"Confidence {i} is {confidences[i]}, which is no probability.", nameof(confidences));
            }

            var bin = Math.Max(0, (int)Math.Ceiling(confidences[i] * bins) - 1);
            gaps[bin] += (right[i] ? 1 : 0) - confidences[i];
        }

        // |accuracy − confidence| × count / n, and the sum of a bin's gaps is (accuracy − confidence) × count.
        return gaps.Sum(Math.Abs) / confidences.Count;
    }
}
