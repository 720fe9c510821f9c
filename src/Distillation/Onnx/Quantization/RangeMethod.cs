namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>How an activation's range is chosen from what calibration saw.</summary>
public enum RangeMethod
{
    /// <summary>From the smallest value to the largest.</summary>
    MinMax,

    /// <summary>The range of a given percentage of the values, as much cut off on either side.</summary>
    Percentile,

    /// <summary>The range with the least mean squared error of rounding and clipping (<see cref="LeastErrorRange"/>).</summary>
    LeastError,
}
