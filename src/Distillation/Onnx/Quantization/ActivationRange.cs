namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>The range of a tensor's values that is represented; contains 0.</summary>
internal readonly record struct ActivationRange
{
    public ActivationRange(float minimum, float maximum)
    {
        Minimum = Math.Min(minimum, 0);
        Maximum = Math.Max(maximum, 0);
    }

    public float Minimum { get; }

    public float Maximum { get; }

    /// <summary>The step between adjacent ones of the 256 values.</summary>
    public float Scale => Maximum > Minimum ? (Maximum - Minimum) / byte.MaxValue : 1;

    /// <summary>The one of the 256 values that represents 0.</summary>
    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Minimum / Scale), byte.MinValue, byte.MaxValue);
}
