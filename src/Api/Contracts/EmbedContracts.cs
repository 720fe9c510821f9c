using System.ComponentModel.DataAnnotations;
using TransformerService.Models;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Contracts;

/// <summary>A call to embed one text or several. Fields that are not listed here are refused.</summary>
public sealed record EmbedRequestBody
{
    /// <summary>
    /// The text to embed, or an array of texts (1 to the model's maxTexts, together at most maxCharacters characters). The vectors come in
    /// the same order. Required.
    /// </summary>
    [Required]
    public TextOrTexts? Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only embedding model.</summary>
    /// <example>minilm</example>
    public string? Model { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>The name of a prompt of the model, put before every text. Default: the model's default prompt, if it has one.</summary>
    /// <example>query</example>
    public string? PromptName { get; init; }

    /// <summary>A prompt to put before every text, in place of the model's. An empty one turns the model's default off.</summary>
    /// <example>query: </example>
    public string? Prompt { get; init; }

    /// <summary>How many numbers of each vector are kept, from its start: 1 to the model's dimensions. Default: all.</summary>
    /// <example>256</example>
    [Range(1, int.MaxValue)]
    public int? Dimensions { get; init; }

    /// <summary>Whether vectors are scaled to length 1, after dimensions. Default: as the model's files say.</summary>
    /// <example>true</example>
    public bool? Normalize { get; init; }

    /// <summary>
    /// float; int8 (each vector scaled so that its largest number is 127 or -127); binary (a bit for each number, 1 above 0, eight to a
    /// number from -128 to 127) or ubinary (the same, 0 to 255). Default: float.
    /// </summary>
    /// <example>float</example>
    public EmbeddingEncoding? Encoding { get; init; }
}

/// <summary>The vectors, one for each text.</summary>
public sealed record EmbedAnswerBody
{
    /// <summary>The model that answered.</summary>
    /// <example>minilm</example>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    /// <example>student</example>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Version { get; init; }

    /// <summary>The dimensions that each vector stands for.</summary>
    /// <example>384</example>
    public required int Dimensions { get; init; }

    /// <summary>One vector for each text, in the texts' order.</summary>
    public required IReadOnlyList<float[]> Embeddings { get; init; }

    /// <summary>Tokens that the model read of each text, special tokens included.</summary>
    public required IReadOnlyList<int> InputTokens { get; init; }

    /// <summary>Whether each text was longer than the model's maxInputTokens, and so cut.</summary>
    public required IReadOnlyList<bool> Truncated { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required TimingBody Timing { get; init; }
}
