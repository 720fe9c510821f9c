using System.Buffers;

namespace TransformerService.Inference.Decoding;

/// <summary>
/// Draws one of the tokens that temperature, top-k and top-p leave, in this order as in Hugging Face <c>generate</c>. Tokens stand by id and not
/// by rank when one is drawn, so that those of nearly equal probability keep their places if the last digits of the logits change.
/// </summary>
internal sealed class SampledTokens(TokenSampling sampling)
{
    /// <summary>Up to so many tokens are found in one pass; for more, the row is sorted.</summary>
    private const int MostInOnePass = 256;

    private readonly CandidateList? _best = sampling.TopK is > 0 and <= MostInOnePass ? new CandidateList(sampling.TopK) : null;

    /// <summary>Draws a token.</summary>
    /// <param name="row">The logits; −∞ forbids a token.</param>
    /// <param name="largest">The largest of them, which is finite.</param>
    /// <param name="share">A number in [0, 1), which decides.</param>
    public int Draw(ReadOnlySpan<float> row, float largest, double share)
    {
        var ids = ArrayPool<int>.Shared.Rent(row.Length);
        var weights = ArrayPool<double>.Shared.Rent(row.Length);
        try
        {
            var count = _best is null ? TakeAll(row, largest, ids, weights) : TakeBest(_best, row, largest, ids, weights);
            var isRanked = _best is not null;
            if (_best is null && sampling.TopK > 0 && sampling.TopK < count)
            {
                Rank(ids, weights, count);
                (isRanked, count) = (true, sampling.TopK);
            }

            if (sampling.TopP < 1)
            {
                count = KeepNucleus(ids, weights, count, isRanked);
                isRanked = true;
            }

            if (isRanked)
            {
                Array.Sort(ids, weights, 0, count);
            }

            return Drawn(ids.AsSpan(0, count), weights.AsSpan(0, count), share);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(ids);
            ArrayPool<double>.Shared.Return(weights);
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

    /// <summary>Keeps the fewest of the most likely tokens that have the share of the probability; at least one.</summary>
    private int KeepNucleus(int[] ids, double[] weights, int count, bool isRanked)
    {
        var total = Sum(weights.AsSpan(0, count));
        if (!isRanked)
        {
            // All tokens below this together have less than what is cut off, so that few remain to be sorted.
            var least = (1 - sampling.TopP) * total / count;
            var kept = 0;
            for (var place = 0; place < count; place++)
            {
                if (weights[place] >= least)
                {
                    (ids[kept], weights[kept]) = (ids[place], weights[place]);
                    kept++;
                }
            }

            count = kept;
            Rank(ids, weights, count);
        }

        var sum = 0.0;
        for (var rank = 0; rank < count; rank++)
        {
            sum += weights[rank];
            if (sum >= sampling.TopP * total)
            {
                return rank + 1;
            }
        }

        return count;
    }

    private static void Rank(int[] ids, double[] weights, int count)
    {
        Array.Sort(weights, ids, 0, count);
        Array.Reverse(weights, 0, count);
        Array.Reverse(ids, 0, count);
    }

    private static int Drawn(ReadOnlySpan<int> ids, ReadOnlySpan<double> weights, double share)
    {
        var rest = share * Sum(weights);
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

    private static double Sum(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        return sum;
    }
}
