namespace TransformerService.Models.Screening;

/// <summary>The limits of a model's files: a file beyond them is refused before it is read.</summary>
public sealed record ModelLimits
{
    /// <summary>Maximum size of an ONNX file with all its weights, and of any single weight file, in bytes.</summary>
    public long MaxModelBytes { get; init; } = 8L << 30;

    /// <summary>Maximum size of a JSON file, a vocabulary or a SentencePiece model, in bytes.</summary>
    public long MaxTextFileBytes { get; init; } = 64L << 20;

    /// <summary>Maximum number of nodes of an ONNX file, with branches and expanded function calls.</summary>
    public int MaxNodes { get; init; } = 50_000;

    /// <summary>Folders outside the repository that symbolic links may lead to, e.g. a Hugging Face cache.</summary>
    public IReadOnlyList<string> LinkTargets { get; init; } = [];
}
