namespace TransformerService.Models.Requests;

/// <summary>The options of one generation.</summary>
public sealed record GenerationOptions : SearchOptions
{
    /// <summary>All defaults.</summary>
    public static GenerationOptions Default { get; } = new();

    /// <summary>Whether each token is drawn by its probability, instead of searching for the most likely sequence. Default false.</summary>
    public bool DoSample { get; init; }

    /// <summary>
    /// The logits are divided by it before a token is drawn, 0.01 to 100; below 1 likely tokens become more likely.
    /// </summary>
    public double? Temperature { get; init; }

    /// <summary>A token is drawn from as many of the most likely ones (Fan et al. 2018); 0 turns it off.</summary>
    public int? TopK { get; init; }

    /// <summary>
    /// A token is drawn from the fewest of the most likely ones whose probabilities add up to it (nucleus sampling, Holtzman et al. 2020),
    /// above 0 to 1; 1 turns it off.
    /// </summary>
    public double? TopP { get; init; }

    /// <summary>
    /// The seed of the draws, 0 to <see cref="GenerationLimits.MaxSeed"/>: the same seed gives the same text, in whatever batch it is
    /// generated. Default: another one for each request.
    /// </summary>
    public long? Seed { get; init; }

    /// <summary>Whether any option of sampling is set.</summary>
    public bool SetsSampling => (Temperature, TopK, TopP, Seed) != (null, null, null, null);
}
