using System.Buffers;
using System.Numerics.Tensors;

namespace TransformerService.Inference.Decoding;

/// <summary>Logits to log-probabilities: x − max − ln Σ exp(x − max).</summary>
internal static class LogSoftmax
{
    /// <summary>Overwrites <paramref name="row"/>. A row in which everything is forbidden (−∞) stays as it is.</summary>
    public static void InPlace(Span<float> row)
    {
        float maximum = TensorPrimitives.Max(row);
        if (float.IsNegativeInfinity(maximum))
        {
            return;
        }

        // In two steps: maximum + ln Σ in one float would lose the digits of the logarithm behind a large maximum.
        float logarithm = (float)Math.Log(SumOfExponentials(row, maximum));
        TensorPrimitives.Subtract(row, maximum, row);
        TensorPrimitives.Subtract(row, logarithm, row);
    }

    /// <summary>Σ exp(x − maximum).</summary>
    public static double SumOfExponentials(ReadOnlySpan<float> row, float maximum)
    {
        float[] buffer = ArrayPool<float>.Shared.Rent(row.Length);
        try
        {
            Span<float> shifted = buffer.AsSpan(0, row.Length);
            TensorPrimitives.Subtract(row, maximum, shifted);
            TensorPrimitives.Exp(shifted, shifted);
            return TensorPrimitives.Sum(shifted);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }
}
