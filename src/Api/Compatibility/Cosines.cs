using System.Numerics.Tensors;

namespace TransformerService.Api.Compatibility;

/// <summary>Similarities of vectors.</summary>
internal static class Cosines
{
    /// <summary>The cosine of the first vector with each of the others. All have the length 1, or 0.</summary>
    public static float[] WithFirst(IReadOnlyList<float[]> vectors) =>
        [.. vectors.Skip(1).Select(other => TensorPrimitives.Dot(vectors[0], other))];
}
