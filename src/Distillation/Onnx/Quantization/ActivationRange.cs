namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>The values that a tensor takes, as far as they are to be represented; contains 0.</summary>
internal readonly record struct ActivationRange
{
    public ActivationRange(float minimum, float maximum)
    {
        Minimum = Math.Min(minimum, 0);
        Maximum = Math.Max(maximum, 0);
    }

    public float Minimum { get; }

    public float Maximum { get; }

    /// <summary>The step between two of the 256 values.</summary>
    public float Scale => Maximum > Minimum ? (Maximum - Minimum) / byte.MaxValue : 1;

    /// <summary>Which of the 256 values is 0.</summary>
    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Minimum / Scale), byte.MinValue, byte.MaxValue);
}
