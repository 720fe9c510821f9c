namespace TransformerService.Client;

/// <summary>A call for the tokens of one text or several.</summary>
public sealed record TokenizeRequest
{
    /// <summary>
    /// The texts (1 to the model's maxTexts, together at most maxCharacters characters).
    /// The answers come in the same order.
    /// </summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only model.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant's tokenizer: student or teacher. Default: student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>Whether the special tokens around each text, and the model's prefix, are returned too. Default: true.</summary>
    public bool? SpecialTokens { get; init; }
}

/// <summary>The tokens, a list for each text.</summary>
public sealed record TokenizeAnswer
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The variant.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>The tokens of each text, in the texts' order.</summary>
    public required IReadOnlyList<TokenizedText> Results { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>One text's tokens.</summary>
public sealed record TokenizedText
{
    /// <summary>The tokens that the model reads, at most its maxInputTokens.</summary>
    public required IReadOnlyList<TokenPiece> Pieces { get; init; }

    /// <summary>How many tokens the whole text has, special tokens included.</summary>
    public required int Tokens { get; init; }

    /// <summary>Whether these are more than the model reads, so that the rest is cut.</summary>
    public required bool Truncated { get; init; }
}

/// <summary>A token.</summary>
public sealed record TokenPiece
{
    /// <summary>Its id.</summary>
    public required int Id { get; init; }

    /// <summary>The piece as the vocabulary has it.</summary>
    public required string Piece { get; init; }

    /// <summary>
    /// The first code point of the text that it stands for, white space before a word not counted. Left out for a special token that is
    /// not part of the text.
    /// </summary>
    public int? Start { get; init; }

    /// <summary>The code point after the last one.</summary>
    public int? End { get; init; }
}

/// <summary>A call for the texts of token ids.</summary>
public sealed record DetokenizeRequest
{
    /// <summary>The ids of each text. The texts come in the same order.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Ids { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only model.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant's tokenizer: student or teacher. Default: student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>Whether special tokens are written into the text. Default: false.</summary>
    public bool? SpecialTokens { get; init; }
}

/// <summary>The texts, one for each list of ids.</summary>
public sealed record DetokenizeAnswer
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The variant.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>The texts, in the order of the ids, as the model's answers are written.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}
