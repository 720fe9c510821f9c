using System.Numerics.Tensors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Embeddings;

/// <summary>Writes a vector in fewer bits.</summary>
internal static class Encodings
{
    private const int BitsOfByte = 8,
        SignedZero = 128;

    /// <summary>Returns the vector's numbers, or the integers that stand for them.</summary>
    public static float[] Of(float[] vector, EmbeddingEncoding encoding) =>
        encoding switch
        {
            EmbeddingEncoding.Float => vector,
            EmbeddingEncoding.Int8 => Scaled(vector),
            EmbeddingEncoding.Binary => [.. Bits(vector).Select(bits => (float)(bits - SignedZero))],
            _ => [.. Bits(vector).Select(bits => (float)bits)],
        };

    private static float[] Scaled(float[] vector)
    {
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(vector));
        return largest == 0 ? vector : Array.ConvertAll(vector, number => MathF.Round(number / largest * sbyte.MaxValue));
    }

    private static int[] Bits(float[] vector)
    {
        var bytes = new int[(vector.Length + BitsOfByte - 1) / BitsOfByte];
        for (var index = 0; index < vector.Length; index++)
        {
            if (vector[index] > 0)
            {
                bytes[index / BitsOfByte] |= 1 << (BitsOfByte - 1 - (index % BitsOfByte));
            }
        }

        return bytes;
    }
}
