using System.Numerics.Tensors;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Embeddings;

/// <summary>Makes one vector of a text's token vectors, as sentence-transformers' pooling module does.</summary>
internal static class Pooling
{
    /// <summary>Pools by each mode, and puts the vectors one after another.</summary>
    /// <param name="modes">The modes.</param>
    /// <param name="states">The vectors of the text's tokens, without padding, <c>[tokens, size]</c>.</param>
    /// <param name="size">The numbers of a vector.</param>
    /// <param name="from">The first token that counts in means and maxima.</param>
    public static float[] Apply(IReadOnlyList<PoolingMode> modes, ReadOnlySpan<float> states, int size, int from)
    {
        var pooled = new float[modes.Count * size];
        for (var index = 0; index < modes.Count; index++)
        {
            Apply(modes[index], states, size, from, pooled.AsSpan(index * size, size));
        }

        return pooled;
    }

    private static void Apply(PoolingMode mode, ReadOnlySpan<float> states, int size, int from, Span<float> target)
    {
        var tokens = states.Length / size;
        switch (mode)
        {
            case PoolingMode.Cls:
                states[..size].CopyTo(target);
                return;
            case PoolingMode.LastToken:
                states.Slice((tokens - 1) * size, size).CopyTo(target);
                return;
            case PoolingMode.Max:
                states.Slice(from * size, size).CopyTo(target);
                for (var token = from + 1; token < tokens; token++)
                {
                    TensorPrimitives.Max(target, states.Slice(token * size, size), target);
                }

                return;
            default:
                var total = 0f;
                for (var token = from; token < tokens; token++)
                {
                    var weight = mode == PoolingMode.WeightedMean ? token + 1 : 1f;
                    total += weight;
                    TensorPrimitives.MultiplyAdd(states.Slice(token * size, size), weight, target, target);
                }

                TensorPrimitives.Divide(target, mode == PoolingMode.MeanSqrtLength ? MathF.Sqrt(total) : total, target);
                return;
        }
    }
}
