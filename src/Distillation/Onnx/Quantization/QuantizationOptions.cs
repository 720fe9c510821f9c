namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>How a graph is quantised to int8.</summary>
internal sealed record QuantizationOptions
{
    /// <summary>How the ranges of activations are chosen. Default min-max.</summary>
    public RangeMethod Method { get; init; } = RangeMethod.MinMax;

    /// <summary>Percent of an activation's values that its range holds if <see cref="Method"/> is percentile. Default 99.99.</summary>
    public double Percentile { get; init; } = 99.99;

    /// <summary>Names of the layers that stay float32: <c>lm_head</c>, <c>model.decoder.layers.0.fc2</c>. Default none.</summary>
    public IReadOnlySet<string> KeepFloat { get; init; } = new HashSet<string>();
}
