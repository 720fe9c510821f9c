namespace TransformerService.Models.Requests;

/// <summary>A call to embed texts, through REST, gRPC or in process.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record EmbeddingRequest(IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    /// <summary>The name of a prompt of the export, put before every text. Default: the export's default prompt, if it has one.</summary>
    public string? PromptName { get; init; }

    /// <summary>A prompt to put before every text.</summary>
    public string? Prompt { get; init; }

    public override IReadOnlyList<string> SharedTexts() => Prompt is { } prompt ? [prompt] : [];

    /// <summary>How many numbers of each vector are kept, from its start (Matryoshka). Default: all.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Whether vectors are scaled to length 1. Default: as the export says.</summary>
    public bool? Normalize { get; init; }

    /// <summary>The numbers' form.</summary>
    public EmbeddingEncoding Encoding { get; init; }
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
