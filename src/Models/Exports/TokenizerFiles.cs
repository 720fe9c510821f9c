namespace TransformerService.Models.Exports;

/// <summary>Which tokenizer an export has: the one table of what each model_type may bring.</summary>
internal static class TokenizerFiles
{
    private static readonly (TokenizerKind Kind, string[] Files) Marian = (TokenizerKind.Marian, ["source.spm", "target.spm", "vocab.json"]);
    private static readonly (TokenizerKind Kind, string[] Files) T5 = (TokenizerKind.T5, ["spiece.model"]);
    private static readonly (TokenizerKind Kind, string[] Files) WordPiece = (TokenizerKind.WordPiece, ["vocab.txt"]);
    private static readonly (TokenizerKind Kind, string[] Files) ByteLevelBpe = (TokenizerKind.ByteLevelBpe, ["vocab.json", "merges.txt"]);
    private static readonly (TokenizerKind Kind, string[] Files) Json = (TokenizerKind.TokenizerJson, ["tokenizer.json"]);

    /// <summary>The files that any tokenizer may have beside its own.</summary>
    public static readonly IReadOnlyList<string> Settings = ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];

    /// <summary>The files that a tokenizer is read from.</summary>
    public static IReadOnlyList<string> Of(TokenizerKind kind) => kind switch
    {
        TokenizerKind.Marian => Marian.Files,
        TokenizerKind.T5 => T5.Files,
        TokenizerKind.WordPiece => WordPiece.Files,
        TokenizerKind.ByteLevelBpe => ByteLevelBpe.Files,
        _ => Json.Files,
    };

    /// <summary>
    /// The first of the model type's tokenizers whose files are all there; otherwise a fault. Types whose older files mean something else
    /// than BERT's or T5's (ALBERT's spiece.model, MPNet's vocab.txt) are read from tokenizer.json alone.
    /// </summary>
    public static TokenizerKind? Choose(string folder, string modelType, List<string> faults)
    {
        (TokenizerKind Kind, string[] Files)[] sets = modelType switch
        {
            "marian" => [Marian],
            "t5" or "mt5" => [T5, Json],
            "roberta" => [ByteLevelBpe, Json],
            "bert" or "distilbert" or "electra" or "mobilebert" or "squeezebert" => [WordPiece, Json],
            _ => [Json],
        };
        foreach ((TokenizerKind kind, string[] files) in sets)
        {
            if (Array.TrueForAll(files, IsThere))
            {
                return kind;
            }
        }

        if (sets is [var only])
        {
            faults.AddRange(only.Files.Where(file => !IsThere(file)).Select(file => $"{file} is missing."));
        }
        else
        {
            faults.Add($"The tokenizer's files are missing: {string.Join(", or ", sets.Select(set => string.Join(" with ", set.Files)))}.");
        }

        return null;

        bool IsThere(string file) => File.Exists(Path.Combine(folder, file));
    }
}
