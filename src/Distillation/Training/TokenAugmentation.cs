using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Makes more texts for a teacher to label, as Tang et al. 2019 (https://arxiv.org/abs/1903.12136, section 3.2) do: tokens are masked,
/// and a text is cut to a part of it. The true label of such a text is unknown, so only the teacher's answer is learned.
/// </summary>
/// <param name="options">How many texts change, and how much.</param>
/// <param name="maskTokenId">Id that replaces a masked token.</param>
/// <param name="seed">Decides, together with the step, what changes.</param>
internal sealed class TokenAugmentation(AugmentationOptions options, int maskTokenId, long seed)
{
    private const int Precision = 1 << 20;

    /// <summary>Changes some rows in place; the first and the last token, which are special, are kept.</summary>
    /// <returns>Which rows changed.</returns>
    public bool[] Alter(int[][] rows, long step)
    {
        var random = SplitMix.For((ulong)seed, (ulong)step);
        var altered = new bool[rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row].Length > 3 && Happens(options.Share))
            {
                rows[row] = Happens(options.CutShare) ? Cut(rows[row]) : Mask(rows[row]);
                altered[row] = true;
            }
        }

        return altered;

        bool Happens(double probability) => random.Below(Precision) < probability * Precision;

        int[] Cut(int[] ids)
        {
            int inner = ids.Length - 2,
                length = 1 + random.Below(inner),
                start = 1 + random.Below(inner - length + 1);
            return [ids[0], .. ids[start..(start + length)], ids[^1]];
        }

        int[] Mask(int[] ids)
        {
            int[] masked = [.. ids];
            for (var place = 1; place < ids.Length - 1; place++)
            {
                masked[place] = Happens(options.MaskRate) ? maskTokenId : ids[place];
            }

            return masked;
        }
    }
}
