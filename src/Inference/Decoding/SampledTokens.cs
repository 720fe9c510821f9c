using System.Buffers;

namespace TransformerService.Inference.Decoding;

/// <summary>
/// Draws one of the tokens that temperature, top-k and top-p leave, in this order as in Hugging Face <c>generate</c>. Tokens stand by id and not
/// by rank when one is drawn, so that those of nearly equal probability keep their places if the last digits of the logits change.
/// </summary>
internal sealed class SampledTokens(TokenSampling sampling)
{
    /// <summary>Up to so many tokens are found while the row is read; for more, its weights are divided.</summary>
    private const int MostInOnePass = 256;

    private readonly CandidateList? _best = sampling.TopK is > 0 and <= MostInOnePass ? new CandidateList(sampling.TopK) : null;

    /// <summary>Draws a token. The time is linear in the row.</summary>
    /// <param name="row">The logits; −∞ forbids a token.</param>
    /// <param name="largest">The largest of them, which is finite.</param>
    /// <param name="share">A number in [0, 1), which decides.</param>
    public int Draw(ReadOnlySpan<float> row, float largest, double share)
    {
        var ids = ArrayPool<int>.Shared.Rent(row.Length);
        var weights = ArrayPool<double>.Shared.Rent(row.Length);
        var scratch = ArrayPool<double>.Shared.Rent(row.Length);
        try
        {
            var count = _best is null ? TakeAll(row, largest, ids, weights) : TakeBest(_best, row, largest, ids, weights);
            if (_best is null && sampling.TopK > 0 && sampling.TopK < count)
            {
                count = Keep(ids, weights, count, WeightLimit.OfCount(Copy(count), sampling.TopK));
            }

            if (sampling.TopP < 1)
            {
                count = Keep(ids, weights, count, WeightLimit.OfMass(Copy(count), sampling.TopP));
            }

            return Drawn(ids.AsSpan(0, count), weights.AsSpan(0, count), share);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(ids);
            ArrayPool<double>.Shared.Return(weights);
            ArrayPool<double>.Shared.Return(scratch);
        }

        Span<double> Copy(int count)
        {
            weights.AsSpan(0, count).CopyTo(scratch);
            return scratch.AsSpan(0, count);
        }
    }

    private double Weight(float logit, float largest) => Math.Exp((logit - (double)largest) / sampling.Temperature);

    private int TakeBest(CandidateList best, ReadOnlySpan<float> row, float largest, int[] ids, double[] weights)
    {
        best.Clear();
        best.Offer(row, 0);
        for (var rank = 0; rank < best.Count; rank++)
        {
            (ids[rank], weights[rank]) = (best[rank].Token, Weight(best[rank].Score, largest));
        }

        Array.Sort(ids, weights, 0, best.Count);
        return best.Count;
    }

    private int TakeAll(ReadOnlySpan<float> row, float largest, int[] ids, double[] weights)
    {
        var count = 0;
        for (var token = 0; token < row.Length; token++)
        {
            if (Weight(row[token], largest) is > 0 and var weight)
            {
                (ids[count], weights[count]) = (token, weight);
                count++;
            }
        }

        return count;
    }

    /// <summary>Keeps the tokens above a limit in their order, and the first of those at the limit.</summary>
    private static int Keep(int[] ids, double[] weights, int count, WeightLimit limit)
    {
        int kept = 0,
            equal = limit.Equal;
        for (var place = 0; place < count; place++)
        {
            if (weights[place] > limit.Weight || (weights[place] == limit.Weight && equal-- > 0))
            {
                (ids[kept], weights[kept]) = (ids[place], weights[place]);
                kept++;
            }
        }

        return kept;
    }

    private static int Drawn(ReadOnlySpan<int> ids, ReadOnlySpan<double> weights, double share)
    {
        var rest = share * WeightLimit.Sum(weights);
        for (var place = 0; place < ids.Length - 1; place++)
        {
            rest -= weights[place];
            if (rest < 0)
            {
                return ids[place];
            }
        }

        return ids[^1];
    }
}
