namespace TransformerService.Distillation.Recipes;

/// <summary>Everything that decides a translation model but the corpora's contents. A file under recipes/.</summary>
public sealed record TranslationRecipe
{
    /// <summary>The language translated from.</summary>
    public required string SourceLanguage { get; init; }

    /// <summary>The language translated to.</summary>
    public required string TargetLanguage { get; init; }

    /// <summary>Files of pairs in the data folder, <c>.tsv</c>, <c>.tsv.gz</c> or <c>.jsonl</c>; read in this order.</summary>
    public required IReadOnlyList<string> Corpora { get; init; }

    /// <summary>The share of pairs held out to choose when to stop. Default 0.005.</summary>
    public double ValidationShare { get; init; } = 0.005;

    /// <summary>SentencePiece pieces, shared by both languages, special tokens but the padding included. Default 8,000.</summary>
    public int Pieces { get; init; } = 8_000;

    /// <summary>Pairs with a longer side are left out of training, in tokens. Default 128.</summary>
    public int MaxTokens { get; init; } = 128;

    /// <summary>The teacher.</summary>
    public required ModelRecipe Teacher { get; init; }
}
