using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TransformerService.Inference.Decoding;

/// <summary>Converts logits to log-probabilities: x − max − ln Σ exp(x − max).</summary>
internal static class LogSoftmax
{
    private const int MantissaBits = 23;
    private const int ExponentBias = 127;
    private const float Rounding = 3 << (MantissaBits - 1);

    /// <summary>Overwrites <paramref name="row"/>. A row in which everything is forbidden (−∞) stays as it is.</summary>
    public static void InPlace(Span<float> row)
    {
        var maximum = row[Argmax.Of(row)];
        if (float.IsNegativeInfinity(maximum))
        {
            return;
        }

        // In two steps: maximum + ln Σ in one float would lose the digits of the logarithm beside a large maximum.
        var logarithm = (float)Math.Log(SumOfExponentials(row, maximum));
        TensorPrimitives.Subtract(row, maximum, row);
        TensorPrimitives.Subtract(row, logarithm, row);
    }

    /// <summary>
    /// Σ exp(x − maximum), in one pass over <paramref name="row"/> and without writing, because the scores are the largest array of a step.
    /// </summary>
    public static double SumOfExponentials(ReadOnlySpan<float> row, float maximum)
    {
        ref var start = ref MemoryMarshal.GetReference(row);
        Vector512<float> shift = Vector512.Create(maximum),
            even = default,
            odd = default;
        var place = 0;
        for (; place <= row.Length - (2 * Vector512<float>.Count); place += 2 * Vector512<float>.Count)
        {
            even += Exponential(Vector512.LoadUnsafe(ref start, (nuint)place) - shift);
            odd += Exponential(Vector512.LoadUnsafe(ref start, (nuint)(place + Vector512<float>.Count)) - shift);
        }

        var sum = Vector512.Sum(even) + (double)Vector512.Sum(odd);
        for (; place < row.Length; place++)
        {
            sum += MathF.Exp(row[place] - maximum);
        }

        return sum;
    }

    /// <summary>
    /// eˣ for x ≤ 0, within 2 units in the last place: 2ⁿ · 2ᶠ with an integer n, and a polynomial for 2ᶠ, |f| ≤ ½, as in Cephes'
    /// exp2f (Moshier 1989). Below −87, also for −∞, it is 2⁻¹²⁶, which is negligible beside the 1 that the maximum adds.
    /// </summary>
    private static Vector512<float> Exponential(Vector512<float> x)
    {
        // MaxNative(c, NaN) returns the second operand, so NaN passes through.
        var scaled = Vector512.MaxNative(Vector512.Create(-126f), x * Vector512.Create(1.44269504f));

        // Near 1.5 · 2²³ a float has no fractional bits: the sum is rounded, and its last bits are n.
        var rounded = scaled + Vector512.Create(Rounding);
        var rest = scaled - (rounded - Vector512.Create(Rounding));
        var power = Vector512.Create(1.535336188e-4f);
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(1.339887440e-3f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(9.618437357e-3f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(5.550332471e-2f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(2.402264791e-1f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(6.931472028e-1f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512<float>.One);
        return power * ((rounded.AsInt32() + Vector512.Create(ExponentBias)) << MantissaBits).AsSingle();
    }
}
