namespace TransformerService.Client;

/// <summary>A call for the probability of given translations.</summary>
public sealed record ScoreRequest
{
    /// <summary>
    /// The texts that are translated (1 to the model's maxTexts; with the targets at most maxCharacters characters).
    /// Each is read as one sequence: send sentences.
    /// </summary>
    public required IReadOnlyList<string> Source { get; init; }

    /// <summary>The translation of each source, of at most the model's maxNewTokens tokens: as many as there are sources.</summary>
    public required IReadOnlyList<string> Target { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only translation model.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant scores: student (small, fast) or teacher (large, good). Default: student.</summary>
    public VariantRole? Variant { get; init; }
}

/// <summary>The scores, one for each pair of source and target.</summary>
public sealed record ScoreAnswer
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The variant.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>One score for each pair, in their order.</summary>
    public required IReadOnlyList<ScoredTarget> Results { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>The score of one translation.</summary>
public sealed record ScoredTarget
{
    /// <summary>The sum of its tokens' log-probabilities (natural logarithm): 0 at best.</summary>
    public required double LogProbability { get; init; }

    /// <summary>e to the power of minus the mean log-probability of a token: 1 at best.</summary>
    public required double Perplexity { get; init; }

    /// <summary>Its tokens, the end token included.</summary>
    public required IReadOnlyList<ScoredToken> Tokens { get; init; }

    /// <summary>Tokens that the model read of the source, special tokens included.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Whether the source was longer than the model's maxInputTokens, and so cut.</summary>
    public required bool Truncated { get; init; }
}

/// <summary>A token of a translation with its probability.</summary>
public sealed record ScoredToken
{
    /// <summary>Its id.</summary>
    public required int Id { get; init; }

    /// <summary>The piece as the vocabulary has it.</summary>
    public required string Piece { get; init; }

    /// <summary>The first code point of the target that it stands for; left out for the end token.</summary>
    public int? Start { get; init; }

    /// <summary>The code point after the last one.</summary>
    public int? End { get; init; }

    /// <summary>The natural logarithm of its probability after the tokens before it: 0 at best.</summary>
    public required double LogProbability { get; init; }
}
