using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>The fields of calls that a model reads texts for.</summary>
internal abstract record TeiBody
{
    /// <summary>Whether a text that is too long is cut. Default true, as Text Embeddings Inference's --auto-truncate.</summary>
    public bool? Truncate { get; init; }

    /// <summary>left or right, in lower case or capitalized.</summary>
    public string? TruncationDirection { get; init; }
}

/// <summary>The body of <c>POST /embed</c>.</summary>
internal sealed record TeiEmbedBody : TeiBody
{
    public TextOrTexts? Inputs { get; init; }

    public string? PromptName { get; init; }

    /// <summary>Default true.</summary>
    public bool? Normalize { get; init; }

    public int? Dimensions { get; init; }
}

/// <summary>The body of <c>POST /predict</c>.</summary>
internal sealed record TeiPredictBody : TeiBody
{
    public TeiInputs? Inputs { get; init; }

    /// <summary>Whether logits are returned.</summary>
    public bool? RawScores { get; init; }
}

/// <summary>The body of <c>POST /rerank</c>.</summary>
internal sealed record TeiRerankBody : TeiBody
{
    public string? Query { get; init; }

    public TextOrTexts? Texts { get; init; }

    /// <summary>Whether logits are returned.</summary>
    public bool? RawScores { get; init; }

    public bool? ReturnText { get; init; }
}

/// <summary>The body of <c>POST /similarity</c>.</summary>
internal sealed record TeiSimilarityBody
{
    public TeiSimilarityInputs? Inputs { get; init; }

    public TeiSimilarityParameters? Parameters { get; init; }
}

/// <summary>The sentences that are compared with another.</summary>
internal sealed record TeiSimilarityInputs
{
    public string? SourceSentence { get; init; }

    public TextOrTexts? Sentences { get; init; }
}

/// <summary>How sentences are embedded.</summary>
internal sealed record TeiSimilarityParameters : TeiBody
{
    public string? PromptName { get; init; }
}

/// <summary>The body of <c>POST /tokenize</c>.</summary>
internal sealed record TeiTokenizeBody
{
    public TextOrTexts? Inputs { get; init; }

    /// <summary>Default true.</summary>
    public bool? AddSpecialTokens { get; init; }

    public string? PromptName { get; init; }
}

/// <summary>The body of <c>POST /decode</c>.</summary>
internal sealed record TeiDecodeBody
{
    public IdsOrLists? Ids { get; init; }

    /// <summary>Default true.</summary>
    public bool? SkipSpecialTokens { get; init; }
}

/// <summary>A label with its score.</summary>
internal sealed record TeiPrediction(float Score, string Label);

/// <summary>A text in the order of a ranking. Its text is left out unless it was asked for.</summary>
internal sealed record TeiRank(
    int Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
    float Score
);

/// <summary>A token.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">The part of the text; of a special token its name.</param>
/// <param name="Special">Whether it stands beside the text.</param>
/// <param name="Start">The first byte (UTF-8) of the text that it stands for; null for a special token.</param>
/// <param name="Stop">The byte after the last one.</param>
internal sealed record TeiToken(int Id, string Text, bool Special, int? Start, int? Stop);

/// <summary>The body of a failure.</summary>
internal sealed record TeiFailure(string Error, string ErrorType);

/// <summary>The answer of <c>GET /info</c>.</summary>
internal sealed record TeiInfo
{
    public required string ModelId { get; init; }

    /// <summary>The hash of the model's files.</summary>
    public string? ModelSha { get; init; }

    public required string ModelDtype { get; init; }

    public required string ServedModelName { get; init; }

    /// <summary>One entry, whose name is the kind: embedding, classifier or reranker.</summary>
    public required IReadOnlyDictionary<string, TeiModelKind> ModelType { get; init; }

    public int MaxConcurrentRequests { get; init; }

    public int MaxInputLength { get; init; }

    public int MaxBatchTokens { get; init; }

    public int? MaxBatchRequests { get; init; }

    public int MaxClientBatchSize { get; init; }

    public bool AutoTruncate { get; init; }

    public int TokenizationWorkers { get; init; }

    public required string Version { get; init; }

    public string? Sha { get; init; }

    public string? DockerLabel { get; init; }
}

/// <summary>The description of a model of a kind.</summary>
/// <param name="Pooling">How an embedding model pools.</param>
/// <param name="Id2Label">A classifier's labels by id.</param>
/// <param name="Label2Id">Their ids.</param>
internal sealed record TeiModelKind(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pooling,
    [property: JsonPropertyName("id2label"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyDictionary<string, string>? Id2Label,
    [property: JsonPropertyName("label2id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyDictionary<string, int>? Label2Id
);
