using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Data.WordPiece;

/// <summary>The settings of a WordPiece vocabulary.</summary>
internal sealed class WordPieceOptions
{
    /// <summary>Most pieces, special tokens included; default 8,000, at least 6.</summary>
    [Range(6, int.MaxValue)]
    public int VocabularySize { get; set; } = 8000;

    /// <summary>Whether words are lower-cased and stripped of accents (uncased); default true.</summary>
    public bool LowerCase { get; set; } = true;

    /// <summary>How often two pieces must be adjacent to be merged; default 2, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinPairCount { get; set; } = 2;

    /// <summary>Most characters, the most frequent first; words with others are unknown; default 1,000, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCharacters { get; set; } = 1000;
}
