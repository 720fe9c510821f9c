using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TransformerService.Inference.Decoding;

/// <summary>The likeliest token.</summary>
internal static class Argmax
{
    /// <summary>The place of the largest value, of equal ones the first; of a value that is no number, if there is one.</summary>
    /// <remarks>The largest value first, and then where it stands: both together take half the time of one search that carries places along.</remarks>
    public static int Of(ReadOnlySpan<float> row)
    {
        float maximum = TensorPrimitives.Max(row);
        ref float start = ref MemoryMarshal.GetReference(row);
        Vector512<float> sought = Vector512.Create(maximum);
        int place = 0;
        for (; place <= row.Length - Vector512<float>.Count; place += Vector512<float>.Count)
        {
            ulong equal = Vector512.Equals(Vector512.LoadUnsafe(ref start, (nuint)place), sought).ExtractMostSignificantBits();
            if (equal != 0)
            {
                return place + System.Numerics.BitOperations.TrailingZeroCount(equal);
            }
        }

        for (; place < row.Length; place++)
        {
            if (row[place] == maximum)
            {
                return place;
            }
        }

        // Only a number that is none equals nothing, itself neither.
        return TensorPrimitives.IndexOfMax(row);
    }
}
