namespace TransformerService.Evaluation.Metrics;

/// <summary>Counts n-grams of symbols: words by number for BLEU, code points for chrF.</summary>
public static class NGrams
{
    /// <summary>Longest n-gram. A code point takes 21 bits, so six symbols fill a key of 128 bits.</summary>
    public const int MaxOrder = 6;

    /// <summary>Exclusive upper bound of a symbol.</summary>
    public const int MaxSymbols = 1 << SymbolBits;

    private const int SymbolBits = 21;

    /// <summary>Counts how often each n-gram of one order occurs; the key is the n-gram itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A symbol or the order does not fit the key.</exception>
    public static Dictionary<UInt128, int> Count(ReadOnlySpan<int> symbols, int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, MaxOrder);
        var counts = new Dictionary<UInt128, int>(Math.Max(0, symbols.Length - order + 1));
        var mask = (UInt128.One << (SymbolBits * order)) - 1;
        var key = UInt128.Zero;
        for (var i = 0; i < symbols.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)symbols[i], (uint)MaxSymbols, nameof(symbols));
            key = ((key << SymbolBits) | (uint)symbols[i]) & mask;
            if (i >= order - 1)
            {
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        return counts;
    }

    /// <summary>Counts the n-grams that both sides have, each as often as on the side that has it less often (clipped counts).</summary>
    public static int Matches(Dictionary<UInt128, int> hypothesis, Dictionary<UInt128, int> reference)
    {
        var matches = 0;
        foreach (var (ngram, count) in hypothesis)
        {
            matches += Math.Min(count, reference.GetValueOrDefault(ngram));
        }

        return matches;
    }
}
