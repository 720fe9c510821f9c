using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>What an Optimum export holds, as its files say; enough to load it.</summary>
/// <param name="ModelType">config.json's <c>model_type</c>.</param>
/// <param name="Onnx">The ONNX files to load.</param>
/// <param name="Tokenizer">Which tokenizer its files are.</param>
/// <param name="MaxPositions">Longest sequence that the position embeddings allow; <see langword="null"/> where positions are relative.</param>
/// <param name="ContentHash">SHA-256 over the names and contents of the folder's files, in hex.</param>
/// <param name="Warnings">Settings that are not supported and so ignored.</param>
public sealed record ExportDescription(
    string ModelType, OnnxFiles Onnx, TokenizerKind Tokenizer, int? MaxPositions, string ContentHash, IReadOnlyList<string> Warnings)
{
    /// <summary>How to generate; of a translation model.</summary>
    public GenerationSettings? Generation { get; init; }

    /// <summary>The head; of a classification model.</summary>
    public ClassificationHead? Head { get; init; }

    /// <summary>Tokens that the model has embeddings for; <see langword="null"/> where config.json does not say.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>Whether what a text is answered can depend on the texts that run beside it.</summary>
    public bool DependsOnBatch { get; init; }

    /// <summary>Whether only rows of equal length may run together: the export takes no mask, and would read padding as text.</summary>
    public bool EqualLengths { get; init; }

    /// <summary>
    /// The position that padding has, after which those of a text begin, where <c>position_ids</c> count as RoBERTa's; <see langword="null"/>
    /// where they begin at 0.
    /// </summary>
    public int? PaddingPosition { get; init; }

    /// <summary>What the weights that its ONNX files declare take in memory.</summary>
    public UInt128 WeightBytes { get; init; }

    /// <summary>The sizes that decide what a run takes in memory.</summary>
    public ModelShape Shape { get; init; } = new(1_024, 16, 4_096);

    /// <summary>Put before every text.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The entry of config.json's <c>task_specific_params</c> that model.json has applied.</summary>
    public string? TaskParams { get; init; }
}
