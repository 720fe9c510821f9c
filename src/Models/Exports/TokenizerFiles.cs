using TransformerService.Models.Files;

namespace TransformerService.Models.Exports;

/// <summary>Determines an export's tokenizer: the single table of the tokenizer files that each model_type may have.</summary>
internal static class TokenizerFiles
{
    private const string TokenizerJson = "tokenizer.json";

    private const string HowToSave =
        "write the files with transformers: AutoTokenizer.from_pretrained(\"<the model>\").save_pretrained(\"<this folder>\")";

    private static readonly (TokenizerKind Kind, string[] Files) Marian = (
        TokenizerKind.Marian,
        ["source.spm", "target.spm", "vocab.json"]
    );
    private static readonly (TokenizerKind Kind, string[] Files) M2M100 = (TokenizerKind.M2M100, ["sentencepiece.bpe.model", "vocab.json"]);
    private static readonly (TokenizerKind Kind, string[] Files) T5 = (TokenizerKind.T5, ["spiece.model"]);
    private static readonly (TokenizerKind Kind, string[] Files) WordPiece = (TokenizerKind.WordPiece, ["vocab.txt"]);
    private static readonly (TokenizerKind Kind, string[] Files) ByteLevelBpe = (TokenizerKind.ByteLevelBpe, ["vocab.json", "merges.txt"]);
    private static readonly (TokenizerKind Kind, string[] Files) Json = (TokenizerKind.TokenizerJson, [TokenizerJson]);

    /// <summary>Files of a slow tokenizer that are insufficient by themselves, or have another meaning for another model type.</summary>
    private static readonly string[] LoneModels =
    [
        "sentencepiece.bpe.model",
        "spm.model",
        "spiece.model",
        "sentencepiece.model",
        "tokenizer.model",
        "vocab.txt",
        "vocab.json",
    ];

    /// <summary>The files that any tokenizer may have in addition to its own.</summary>
    public static readonly IReadOnlyList<string> Settings = ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];

    /// <summary>The files that a tokenizer is read from.</summary>
    public static IReadOnlyList<string> Of(TokenizerKind kind) =>
        kind switch
        {
            TokenizerKind.Marian => Marian.Files,
            TokenizerKind.M2M100 => M2M100.Files,
            TokenizerKind.T5 => T5.Files,
            TokenizerKind.WordPiece => WordPiece.Files,
            TokenizerKind.ByteLevelBpe => ByteLevelBpe.Files,
            _ => Json.Files,
        };

    /// <summary>
    /// The first of the model type's tokenizers whose files all exist; otherwise adds a fault. Types whose older files mean something else
    /// than BERT's or T5's (ALBERT's spiece.model, MPNet's vocab.txt) are read from tokenizer.json alone.
    /// </summary>
    public static TokenizerKind? Choose(string folder, string modelType, List<string> faults)
    {
        (TokenizerKind Kind, string[] Files)[] sets = modelType switch
        {
            "marian" or RecurrentDecoder.ModelType => [Marian],
            "t5" or "mt5" or "umt5" => [T5, Json],
            "m2m_100" => [M2M100, Json], // NLLB is of this type too, and has no vocab.json
            "roberta" or "bart" or "longformer" or "led" => [ByteLevelBpe, Json],
            "bert" or "distilbert" or "electra" or "mobilebert" or "squeezebert" => [WordPiece, Json],
            _ => ClassFiles(folder) is { } named ? [Json, named] : [Json],
        };
        foreach ((var kind, var files) in sets)
        {
            if (Array.TrueForAll(files, IsThere))
            {
                return kind;
            }
        }

        if (sets is [var only])
        {
            var reason = Reason(only.Kind);
            faults.AddRange(only.Files.Where(file => !IsThere(file)).Select(file => $"{file} is missing{reason}."));
        }
        else
        {
            faults.Add(
                $"The tokenizer's files are missing: {string.Join(", or ", sets.Select(set => string.Join(" with ", set.Files)))}"
                    + $"{(There(LoneModels) is { } found ? $". {found} alone is not read for {modelType}" : "")}; {HowToSave}."
            );
        }

        return null;

        // The files of a class that tokenizer_config.json names, whatever the model type is.
        static (TokenizerKind, string[])? ClassFiles(string folder) =>
            NamedClass(folder) switch
            {
                "BertTokenizer" or "DistilBertTokenizer" or "ElectraTokenizer" => WordPiece,
                "RobertaTokenizer" or "BartTokenizer" or "LongformerTokenizer" => ByteLevelBpe,
                "T5Tokenizer" or "MT5Tokenizer" => T5,
                _ => null,
            };

        static string? NamedClass(string folder)
        {
            const string ending = "Fast";
            var path = Path.Combine(folder, Settings[0]);
            var name = JsonFile.ReadOptional(path, [])?.Text("tokenizer_class");
            return name?.EndsWith(ending, StringComparison.Ordinal) == true ? name[..^ending.Length] : name;
        }

        // The files that exist instead, and are insufficient.
        string Reason(TokenizerKind kind) =>
            kind == TokenizerKind.Marian
                ? IsThere(TokenizerJson)
                    ? $": a Marian tokenizer is not read from {TokenizerJson}; copy the file from the model's repository, or {HowToSave}"
                    : ""
                : $"{(There(LoneModels) is { } found ? $": {found} alone is not read for {modelType}" : "")}; {HowToSave}";

        string? There(string[] names) => Array.Find(names, IsThere);

        bool IsThere(string file) => File.Exists(Path.Combine(folder, file));
    }
}

/// <summary>The files that a tokenizer is read from, which determine its rules.</summary>
public enum TokenizerKind
{
    /// <summary>source.spm, target.spm and vocab.json, as MarianTokenizer.</summary>
    Marian,

    /// <summary>sentencepiece.bpe.model and vocab.json, as M2M100Tokenizer.</summary>
    M2M100,

    /// <summary>spiece.model, as T5Tokenizer.</summary>
    T5,

    /// <summary>vocab.txt, as BertTokenizer.</summary>
    WordPiece,

    /// <summary>vocab.json and merges.txt, as RobertaTokenizer.</summary>
    ByteLevelBpe,

    /// <summary>tokenizer.json, as the fast tokenizers.</summary>
    TokenizerJson,
}
