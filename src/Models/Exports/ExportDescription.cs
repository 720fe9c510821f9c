using TransformerService.Models.Languages;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>What an Optimum export contains, read from its files; enough to load it.</summary>
/// <param name="ModelType">config.json's <c>model_type</c>.</param>
/// <param name="Onnx">The ONNX files to load.</param>
/// <param name="Tokenizer">Which tokenizer its files are.</param>
/// <param name="MaxPositions">
/// Longest sequence that the position embeddings allow; <see langword="null"/> where positions are relative.
/// </param>
/// <param name="ContentHash">SHA-256 over the names and contents of the folder's files, in hex.</param>
/// <param name="Warnings">Settings that were ignored because they are not supported.</param>
public sealed record ExportDescription(
    string ModelType,
    OnnxFiles Onnx,
    TokenizerKind Tokenizer,
    int? MaxPositions,
    string ContentHash,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>What model.json chooses among the ONNX files.</summary>
    internal OnnxChoice Choice { get; init; } = new();

    /// <summary>What it is loaded for.</summary>
    public ModelTask Task { get; init; }

    /// <summary>The generation settings of a translation model.</summary>
    public GenerationSettings? Generation { get; init; }

    /// <summary>The heads of cross-attention that align a translation with its source; empty if the export names none.</summary>
    public IReadOnlyList<AlignmentHead> AlignmentHeads { get; init; } = [];

    /// <summary>The languages among which a translation model chooses by tokens; <see langword="null"/> if it has none to choose from.</summary>
    public ModelLanguages? Languages { get; init; }

    /// <summary>The labels of a model that classifies texts or their tokens, and how its logits become scores.</summary>
    public ClassificationHead? Head { get; init; }

    /// <summary>How an embedding model's hidden states become a vector.</summary>
    public EmbeddingSettings? Embedding { get; init; }

    /// <summary>Tokens that the model has embeddings for; <see langword="null"/> where config.json does not say.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>Whether the answer to a text can depend on the other texts in its batch.</summary>
    public bool DependsOnBatch { get; init; }

    /// <summary>Whether only rows of equal length may run together: the export has no mask input, and would read padding as text.</summary>
    public bool EqualLengths { get; init; }

    /// <summary>
    /// The position of padding, after which a text's positions begin, if <c>position_ids</c> count as in RoBERTa; <see langword="null"/>
    /// where they begin at 0.
    /// </summary>
    public int? PaddingPosition { get; init; }

    /// <summary>The memory taken by the weights that its ONNX files declare.</summary>
    public UInt128 WeightBytes { get; init; }

    /// <summary>The path of its lexical shortlist; <see langword="null"/> if it has none, or model.json turns it off.</summary>
    public string? Shortlist { get; init; }

    /// <summary>The sizes that determine how much memory a run takes.</summary>
    public ModelShape Shape { get; init; } = new(1_024, 16, 4_096);

    /// <summary>Why fewer tokens are read than its files allow; <see langword="null"/> if as many are.</summary>
    public string? LengthLimit { get; init; }

    /// <summary>The prefix of every text.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The entry of config.json's <c>task_specific_params</c> that model.json applies.</summary>
    public string? TaskParams { get; init; }
}
