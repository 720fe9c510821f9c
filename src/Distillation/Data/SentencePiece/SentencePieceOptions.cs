using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Data.SentencePiece;

/// <summary>The settings of a SentencePiece model.</summary>
internal sealed class SentencePieceOptions
{
    /// <summary>The exact number of pieces, including the special ones for end, unknown and padding. Default 8,000, at least 8.</summary>
    [Range(8, int.MaxValue)]
    public int VocabularySize { get; set; } = 8000;

    /// <summary>
    /// The share of the corpus's characters that have pieces, the most frequent first; the others are unknown. Default 1, all of them:
    /// SentencePiece's own 0.9995 omits letters such as À, Ê and ë, and French quotation marks. 0.98 to 1.
    /// </summary>
    [Range(0.98, 1.0)]
    public double CharacterCoverage { get; set; } = 1;

    /// <summary>
    /// Whether characters without a piece are written as their UTF-8 bytes, which take 256 of the pieces. Texts are then normalised only in
    /// their
    /// white space and the composition of accents. Default false: such characters are unknown, and texts are normalised by nmt_nfkc.
    /// </summary>
    public bool ByteFallback { get; set; }

    /// <summary>Characters that have their own pieces regardless of the coverage; default none.</summary>
    public string RequiredCharacters { get; set; } = "";

    /// <summary>
    /// Threads of the training; default 2, at least 1. It does not depend on the machine's cores, because the number of threads changes how
    /// sums
    /// are rounded, and so may change the model.
    /// </summary>
    [Range(1, 128)]
    public int Threads { get; set; } = 2;

    /// <summary>The language of the sources, as tokenizer_config.json names it; default <c>en</c>.</summary>
    [Required]
    public string SourceLanguage { get; set; } = "en";

    /// <summary>The language of the targets, as tokenizer_config.json names it; default <c>fr</c>.</summary>
    [Required]
    public string TargetLanguage { get; set; } = "fr";

    /// <summary>Longest sequence of the model, in tokens; default 256, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int ModelMaxLength { get; set; } = 256;
}
