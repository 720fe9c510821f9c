namespace TransformerService.Client;

/// <summary>A call to order documents by how well they answer a query.</summary>
public sealed record RerankRequest
{
    /// <summary>
    /// The query. It is read once for each document: its characters count as often toward the model's maxCharacters.
    /// </summary>
    public required string Query { get; init; }

    /// <summary>The documents (1 to the model's maxTexts).</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only ranking model.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>Documents returned, best first, at least 1; more than there are gives all of them. Default: all.</summary>
    public int? TopN { get; init; }
}

/// <summary>The documents in their order.</summary>
public sealed record RerankAnswer
{
    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>The topN best documents, best first.</summary>
    public required IReadOnlyList<RankedDocument> Results { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>A document in the order.</summary>
public sealed record RankedDocument
{
    /// <summary>Its place among the documents of the request, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>How well it answers the query: a sigmoid, or the logit if the model's files ask for it.</summary>
    public required double Score { get; init; }

    /// <summary>Tokens that the model read, the query's and special tokens included.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Whether query and document were longer than the model's maxInputTokens, and so cut.</summary>
    public required bool Truncated { get; init; }
}
