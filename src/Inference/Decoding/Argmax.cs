using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TransformerService.Inference.Decoding;

/// <summary>Finds the most likely token.</summary>
internal static class Argmax
{
    private const int BlockVectors = 4;

    /// <summary>Returns the index of the largest value (the first one on ties), or of a NaN if the row has one.</summary>
    /// <remarks>
    /// First finds the block that holds the maximum, then the index inside it: <c>MaxNative</c> is one instruction, a NaN-aware maximum
    /// with index tracking is five. The running sum detects NaN.
    /// </remarks>
    public static int Of(ReadOnlySpan<float> row)
    {
        ref var start = ref MemoryMarshal.GetReference(row);
        var best = float.NegativeInfinity;
        Vector512<float> sums = default,
            bests = Vector512.Create(best);
        int bestBlock = 0,
            place = 0;
        for (; place <= row.Length - (BlockVectors * Vector512<float>.Count); place += BlockVectors * Vector512<float>.Count)
        {
            var a = Vector512.LoadUnsafe(ref start, (nuint)place);
            var b = Vector512.LoadUnsafe(ref start, (nuint)(place + Vector512<float>.Count));
            var c = Vector512.LoadUnsafe(ref start, (nuint)(place + (2 * Vector512<float>.Count)));
            var d = Vector512.LoadUnsafe(ref start, (nuint)(place + (3 * Vector512<float>.Count)));
            sums += a + b + (c + d);
            var largest = Vector512.MaxNative(Vector512.MaxNative(a, b), Vector512.MaxNative(c, d));
            if (Vector512.GreaterThanAny(largest, bests))
            {
                best = LargestOf(largest);
                bests = Vector512.Create(best);
                bestBlock = place;
            }
        }

        var sum = Vector512.Sum(sums);
        for (var rest = place; rest < row.Length; rest++)
        {
            sum += row[rest];
            if (row[rest] > best)
            {
                (best, bestBlock) = (row[rest], rest);
            }
        }

        // +∞ and −∞ in one row also sum to NaN; the slow path gives the right answer for both.
        return float.IsNaN(sum) ? TensorPrimitives.IndexOfMax(row) : bestBlock + row[bestBlock..].IndexOf(best);
    }

    private static float LargestOf(Vector512<float> values)
    {
        var largest = values[0];
        for (var lane = 1; lane < Vector512<float>.Count; lane++)
        {
            largest = Math.Max(largest, values[lane]);
        }

        return largest;
    }
}
