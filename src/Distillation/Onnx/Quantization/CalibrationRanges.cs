using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>The values that calibration measured for every tensor that can be quantised, by its name.</summary>
internal sealed class CalibrationRanges
{
    private readonly Dictionary<string, ActivationHistogram> _histograms = [];

    public void Add(string tensor, ReadOnlySpan<float> values)
    {
        if (!_histograms.TryGetValue(tensor, out var histogram))
        {
            histogram = new ActivationHistogram();
            _histograms.Add(tensor, histogram);
        }

        histogram.Add(values);
    }

    /// <exception cref="ExportException">The tensor was not calibrated.</exception>
    public ActivationRange Range(string tensor, QuantizationOptions options) =>
        _histograms.TryGetValue(tensor, out var histogram)
            ? histogram.Range(options.Method, options.Percentile)
            : throw new ExportException($"The activation '{tensor}' was not calibrated.");
}
