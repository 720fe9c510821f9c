using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Data.WordPiece;

/// <summary>What a WordPiece vocabulary is to be like.</summary>
internal sealed class WordPieceOptions
{
    /// <summary>Most pieces, special tokens included; default 8,000, at least 6.</summary>
    [Range(6, int.MaxValue)]
    public int VocabularySize { get; set; } = 8000;

    /// <summary>Uncased: words are in lower case and without accents; default true.</summary>
    public bool LowerCase { get; set; } = true;

    /// <summary>How often two pieces must follow each other to become one; default 2, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinPairCount { get; set; } = 2;

    /// <summary>Most characters, the most frequent first; words with others are unknown; default 1,000, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCharacters { get; set; } = 1000;
}
