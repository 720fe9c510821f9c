namespace TransformerService.Client;

/// <summary>A call to label parts of one text or several, such as names.</summary>
public sealed record TagRequest
{
    /// <summary>
    /// The texts to tag (1 to the model's maxTexts, together at most maxCharacters characters). The answers come in the
    /// same order.
    /// </summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only tagging model.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>
    /// How tokens are joined, as in transformers' pipeline: none (each token), simple (neighbours of one type), or first, average or max
    /// (tokens to words by that token's label, then words). Default: simple.
    /// </summary>
    public TagAggregation? Aggregation { get; init; }

    /// <summary>The unit of start and end: codePoints, or utf16 as in JavaScript, Java and .NET. Default: codePoints.</summary>
    public OffsetUnit? Offsets { get; init; }
}

/// <summary>The entities, a list for each text.</summary>
public sealed record TagAnswer
{
    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>The entities of each text, in the texts' order.</summary>
    public required IReadOnlyList<IReadOnlyList<TaggedEntity>> Entities { get; init; }

    /// <summary>Tokens that the model read of each text, special tokens included.</summary>
    public required IReadOnlyList<int> InputTokens { get; init; }

    /// <summary>Whether each text was longer than the model's maxInputTokens; what was cut off has no entities.</summary>
    public required IReadOnlyList<bool> Truncated { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>A labelled part of a text.</summary>
public sealed record TaggedEntity
{
    /// <summary>Its type, such as PER; without aggregation the token's label, such as B-PER.</summary>
    public required string Label { get; init; }

    /// <summary>Its probability, 0 to 1: the mean over its tokens or words.</summary>
    public required double Score { get; init; }

    /// <summary>The part of the text.</summary>
    public required string Text { get; init; }

    /// <summary>Where it starts in the text.</summary>
    public required int Start { get; init; }

    /// <summary>Where it ends, exclusive.</summary>
    public required int End { get; init; }
}

/// <summary>How tokens are joined to entities, as in Hugging Face's token-classification pipeline.</summary>
public enum TagAggregation
{
    /// <summary>They are not: each token by itself.</summary>
    None,

    /// <summary>Neighbouring tokens of one type are joined.</summary>
    Simple,

    /// <summary>A word has the label of its first token; words are joined.</summary>
    First,

    /// <summary>A word has the label with the best mean over its tokens; words are joined.</summary>
    Average,

    /// <summary>A word has the label of its token with the best score; words are joined.</summary>
    Max,
}

/// <summary>The unit that a place in a text is counted in.</summary>
public enum OffsetUnit
{
    /// <summary>Unicode code points, as Python counts.</summary>
    CodePoints,

    /// <summary>UTF-16 units, as JavaScript, Java and .NET count.</summary>
    Utf16,
}
