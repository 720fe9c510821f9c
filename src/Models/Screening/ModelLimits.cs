namespace TransformerService.Models.Screening;

/// <summary>What a model's files may be: more is refused before anything of it is read.</summary>
public sealed record ModelLimits
{
    /// <summary>An ONNX file with all its weights, in bytes; and any single file of weights.</summary>
    public long MaxModelBytes { get; init; } = 8L << 30;

    /// <summary>A JSON file, a vocabulary or a SentencePiece model, in bytes.</summary>
    public long MaxTextFileBytes { get; init; } = 64L << 20;

    /// <summary>Nodes of an ONNX file, branches and calls of functions counted as what they unfold to.</summary>
    public int MaxNodes { get; init; } = 50_000;

    /// <summary>Folders outside the repository that symbolic links may lead to, e.g. a Hugging Face cache.</summary>
    public IReadOnlyList<string> LinkTargets { get; init; } = [];
}
