using System.Numerics.Tensors;

namespace TransformerService.Shadow.Comparison;

/// <summary>
/// Compares two embeddings of one text. Vectors of one space are compared by their cosine. Whether a student finds the same neighbours
/// matters more, and can be told in any space: <see cref="Neighbours"/> remembers texts, and compares which of them are nearest.
/// </summary>
public static class EmbeddingComparer
{
    /// <summary>Below this cosine two vectors of one space differ.</summary>
    public const double AlikeCosine = 0.9;

    /// <param name="student">The vector that is checked.</param>
    /// <param name="teacher">The reference.</param>
    public static AnswerComparison Compare(float[] student, float[] teacher)
    {
        if (student.Length != teacher.Length)
        {
            return new AnswerComparison(false, 0, new Dictionary<string, double>(StringComparer.Ordinal));
        }

        var cosine = Cosine(student, teacher);
        return new AnswerComparison(
            cosine < AlikeCosine,
            (1 - cosine) / 2,
            new Dictionary<string, double>(StringComparer.Ordinal) { [ShadowMetrics.Cosine] = cosine }
        );
    }

    /// <summary>The cosine of two vectors; 1 of two zeros, 0 of one.</summary>
    internal static double Cosine(float[] one, float[] other)
    {
        var lengths = TensorPrimitives.Norm(one) * (double)TensorPrimitives.Norm(other);
        return lengths > 0 ? Math.Clamp(TensorPrimitives.Dot(one, other) / lengths, -1, 1)
            : one.AsSpan().SequenceEqual(other) ? 1
            : 0;
    }
}
