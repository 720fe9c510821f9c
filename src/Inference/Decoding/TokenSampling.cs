namespace TransformerService.Inference.Decoding;

/// <summary>How tokens are drawn.</summary>
/// <param name="Temperature">The logits are divided by it.</param>
/// <param name="TopK">The number of tokens that are drawn from; 0 is all.</param>
/// <param name="TopP">The share of the probability that is drawn from.</param>
/// <param name="Draws">The seed of the row's own draws.</param>
internal sealed record TokenSampling(double Temperature, int TopK, double TopP, ulong Draws)
{
    /// <summary>One of several samples of a text. Its draws depend on the seed and its index alone, not on the text's place in a request.</summary>
    /// <param name="temperature">The temperature.</param>
    /// <param name="topK">The number of tokens.</param>
    /// <param name="topP">The share.</param>
    /// <param name="seed">The seed of the request.</param>
    /// <param name="sample">The sample's index.</param>
    public static TokenSampling Of(double temperature, int topK, double topP, long seed, int sample)
    {
        var draws = new RandomDraws((ulong)seed);
        for (var skipped = 0; skipped < sample; skipped++)
        {
            draws.Next();
        }

        return new TokenSampling(temperature, topK, topP, draws.Next());
    }
}

/// <summary>
/// Uniform numbers of a seed, the same on every machine and in every version of .NET (SplitMix64; Steele, Lea and Flood 2014).
/// </summary>
internal struct RandomDraws(ulong seed)
{
    private const double Spacing = 1.0 / (1UL << 53);

    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextShare() => (Next() >> 11) * Spacing;
}
