namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>How an activation's range is chosen from the values that calibration measured.</summary>
public enum RangeMethod
{
    /// <summary>From the smallest value to the largest.</summary>
    MinMax,

    /// <summary>The range of a given percentage of the values, with the same share cut off on either side.</summary>
    Percentile,

    /// <summary>The range with the least mean squared error of rounding and clipping (<see cref="LeastErrorRange"/>).</summary>
    LeastError,
}
