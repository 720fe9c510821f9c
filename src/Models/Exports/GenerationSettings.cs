using TransformerService.Models.Requests;

namespace TransformerService.Models.Exports;

/// <summary>
/// How to generate a sequence: the subset of Hugging Face's <c>GenerationConfig</c> that beam search, greedy search and sampling use, with its
/// defaults (transformers 4.39). Lengths count the decoder's start token.
/// </summary>
public sealed record GenerationSettings
{
    /// <summary>The token that the decoder starts with.</summary>
    public required int DecoderStartTokenId { get; init; }

    /// <summary>The tokens that end a sequence; the first is the one written.</summary>
    public required IReadOnlyList<int> EosTokenIds { get; init; }

    /// <summary>The token that pads shorter rows.</summary>
    public required int PadTokenId { get; init; }

    /// <summary>Longest sequence, start token included.</summary>
    public int MaxLength { get; init; } = 20;

    /// <summary>The end token is not allowed before this length, start token included.</summary>
    public int MinLength { get; init; }

    /// <summary>The end token is not allowed before this many tokens were generated.</summary>
    public int MinNewTokens { get; init; }

    /// <summary>Number of beams; 1 is greedy search.</summary>
    public int NumBeams { get; init; } = 1;

    /// <summary>Number of sequences returned, at most <see cref="NumBeams"/>.</summary>
    public int NumReturnSequences { get; init; } = 1;

    /// <summary>Exponent of the length that a score is divided by.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>When a beam search stops.</summary>
    public EarlyStopping EarlyStopping { get; init; }

    /// <summary>No n-gram of this size occurs twice; 0 is off.</summary>
    public int NoRepeatNgramSize { get; init; }

    /// <summary>Factor that weakens tokens that were already generated; 1 is off.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Token sequences that must not be generated.</summary>
    public IReadOnlyList<IReadOnlyList<int>> BadWordsIds { get; init; } = [];

    /// <summary>Tokens that are never generated.</summary>
    public IReadOnlyList<int> SuppressTokens { get; init; } = [];

    /// <summary>Tokens that are not generated first.</summary>
    public IReadOnlyList<int> BeginSuppressTokens { get; init; } = [];

    /// <summary>The token that must come first after the start token.</summary>
    public int? ForcedBosTokenId { get; init; }

    /// <summary>The tokens of which one must come last when <see cref="MaxLength"/> is reached.</summary>
    public IReadOnlyList<int> ForcedEosTokenIds { get; init; } = [];

    /// <summary>The temperature of sampling, if a call asks for sampling.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>The number of tokens that a sample is drawn from; 0 is all.</summary>
    public int TopK { get; init; } = 50;

    /// <summary>The share of the probability that a sample is drawn from.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Whether scores are normalised to log-probabilities again after the processors changed them.</summary>
    public bool RenormalizeLogits { get; init; }
}
