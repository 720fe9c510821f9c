namespace TransformerService.Evaluation.Metrics;

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
