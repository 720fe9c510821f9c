namespace TransformerService.Client;

/// <summary>A call to embed one text or several.</summary>
public sealed record EmbedRequest
{
    /// <summary>
    /// The texts to embed (1 to the model's maxTexts, together at most maxCharacters characters). The vectors come in
    /// the same order.
    /// </summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>The model's name, from GET /v1/models. Default: the only embedding model.</summary>
    public string? Model { get; init; }

    /// <summary>Which variant answers: student (small, fast) or teacher (large, good). Default: student.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>The name of a prompt of the model, put before every text. Default: the model's default prompt, if it has one.</summary>
    public string? PromptName { get; init; }

    /// <summary>A prompt to put before every text, in place of the model's. An empty one turns the model's default off.</summary>
    public string? Prompt { get; init; }

    /// <summary>How many numbers of each vector are kept, from its start: 1 to the model's dimensions. Default: all.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Whether vectors are scaled to length 1, after dimensions. Default: as the model's files say.</summary>
    public bool? Normalize { get; init; }

    /// <summary>
    /// float; int8 (each vector scaled so that its largest number is 127 or -127); binary (a bit for each number, 1 above 0, eight to a
    /// number from -128 to 127) or ubinary (the same, 0 to 255). Default: float.
    /// </summary>
    public EmbeddingEncoding? Encoding { get; init; }
}

/// <summary>The vectors, one for each text.</summary>
public sealed record EmbedAnswer
{
    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The variant that answered.</summary>
    public required VariantRole Variant { get; init; }

    /// <summary>The version that answered: the start of its content hash.</summary>
    public required string Version { get; init; }

    /// <summary>The dimensions that each vector stands for.</summary>
    public required int Dimensions { get; init; }

    /// <summary>One vector for each text, in the texts' order.</summary>
    public required IReadOnlyList<float[]> Embeddings { get; init; }

    /// <summary>Tokens that the model read of each text, special tokens included.</summary>
    public required IReadOnlyList<int> InputTokens { get; init; }

    /// <summary>Whether each text was longer than the model's maxInputTokens, and so cut.</summary>
    public required IReadOnlyList<bool> Truncated { get; init; }

    /// <summary>How long the parts of the request took.</summary>
    public required RequestTiming Timing { get; init; }
}

/// <summary>The form of an embedding's numbers.</summary>
public enum EmbeddingEncoding
{
    /// <summary>Float32 numbers.</summary>
    Float,

    /// <summary>Integers from −127 to 127: each vector is scaled so that its largest number becomes 127 or −127.</summary>
    Int8,

    /// <summary>One bit a number, 1 if it is above 0, eight bits a byte, the first in the highest; each byte less 128.</summary>
    Binary,

    /// <summary>As <see cref="Binary"/>, bytes from 0 to 255.</summary>
    Ubinary,
}
