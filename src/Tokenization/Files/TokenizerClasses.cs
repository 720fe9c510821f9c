using TransformerService.Models.Exports;

namespace TransformerService.Tokenization.Files;

/// <summary>
/// Chooses the files for a <c>tokenizer_class</c> as AutoTokenizer would: the older files if the class's rules are built here,
/// tokenizer.json
/// if the class has a fast version. A class with neither is refused: its files would be read by the rules of another class.
/// </summary>
internal static class TokenizerClasses
{
    private const string JsonFile = "tokenizer.json",
        Ending = "Tokenizer",
        FastEnding = "Fast",
        ConfigFile = "tokenizer_config.json";

    /// <summary>Classes that are defined by their tokenizer.json alone.</summary>
    private static readonly string[] Generic = ["PreTrainedTokenizerFast", "TokenizersBackend"];

    /// <summary>
    /// Each kind of older files: their names, the classes whose rules are built here, and the other classes with the same files that have a
    /// fast version.
    /// </summary>
    private static readonly Dictionary<TokenizerKind, (string Files, string[] Built, string[] Fast)> Older = new()
    {
        [TokenizerKind.WordPiece] = (
            "vocab.txt",
            ["Bert", "DistilBert", "Electra", "MobileBert", "SqueezeBert"],
            [
                "ConvBert",
                "DPRContextEncoder",
                "DPRQuestionEncoder",
                "Funnel",
                "LayoutLM",
                "Lxmert",
                "MPNet",
                "Realm",
                "RetriBert",
                "Splinter",
            ]
        ),
        [TokenizerKind.ByteLevelBpe] = (
            "vocab.json with merges.txt",
            ["Roberta", "Bart", "Longformer", "LED"],
            ["Blenderbot", "CLIP", "CodeGen", "Deberta", "GPT2", "Mvp", "OpenAIGPT", "Qwen2", "Whisper"]
        ),
        [TokenizerKind.T5] = ("spiece.model", ["T5", "MT5"], ["Albert", "BigBird", "FNet", "Pegasus", "Reformer", "XLNet"]),
        [TokenizerKind.Marian] = ("source.spm with target.spm", ["Marian"], []),
    };

    /// <summary>Classes with a fast version whose older files are not read here.</summary>
    private static readonly string[] FastOnly =
    [
        "Barthez",
        "BlenderbotSmall",
        "Bloom",
        "Camembert",
        "CodeLlama",
        "Cohere",
        "DebertaV2",
        "Gemma",
        "GPTNeoX",
        "Herbert",
        "Llama",
        "MBart",
        "MBart50",
        "Nllb",
        "RemBert",
        "SeamlessM4T",
        "XGLM",
        "XLMRoberta",
    ];

    /// <summary>
    /// Classes without a fast version: AutoTokenizer would not read a tokenizer.json beside their files, so it may be that of another
    /// tokenizer.
    /// </summary>
    private static readonly string[] SlowOnly =
    [
        "BertGeneration",
        "BertJapanese",
        "Bertweet",
        "BioGpt",
        "ByT5",
        "CTRL",
        "Canine",
        "Character",
        "Cpm",
        "CpmAnt",
        "ErnieM",
        "Esm",
        "FSMT",
        "Flaubert",
        "GPTSw3",
        "Luke",
        "M2M100",
        "MLuke",
        "Marian",
        "Mecab",
        "PLBart",
        "Perceiver",
        "Phobert",
        "ProphetNet",
        "RoFormer",
        "Speech2Text",
        "Tapas",
        "TransfoXL",
        "XLM",
        "XLMProphetNet",
    ];

    /// <summary>
    /// The warning for a class that is not known here, whose tokenizer.json is read; <see langword="null"/> if the class is known or none is
    /// named.
    /// </summary>
    public static string? Unknown(TokenizerSettings settings) =>
        settings.TokenizerClass is var (name, file) && IsUnknown(name)
            ? $"{file} names the tokenizer_class '{name}', which is not known here: {JsonFile} is read as it is."
            : null;

    /// <summary>Whether the class is defined by tokenizer.json alone.</summary>
    public static bool IsGeneric(TokenizerSettings settings) => settings.TokenizerClass is var (name, _) && Generic.Contains(name);

    /// <summary>Chooses the files to read.</summary>
    /// <param name="settings">The tokenizer's settings.</param>
    /// <param name="kind">The files that the model's type uses.</param>
    /// <exception cref="TokenizerLoadException">The class's rules are not built here, or its files are not there.</exception>
    public static TokenizerKind Choose(TokenizerSettings settings, TokenizerKind kind)
    {
        if (settings.TokenizerClass is not var (name, file))
        {
            return settings.NamesOwnCode
                ? throw TokenizerFolder.Fault(
                    ConfigFile,
                    $"its 'auto_map' names custom tokenizer code, which is not run here; {HowToUseJson(settings)}"
                )
                : kind;
        }

        if (Generic.Contains(name))
        {
            return settings.Folder.Has(JsonFile)
                ? TokenizerKind.TokenizerJson
                : throw TokenizerFolder.Fault(
                    file,
                    $"its tokenizer_class '{name}' is read from {JsonFile}, which is missing: copy it from the model's repository"
                );
        }

        if (IsUnknown(name) && settings.Folder.Has(JsonFile))
        {
            return TokenizerKind.TokenizerJson;
        }

        var stem = Stem(name);
        var older = Older.GetValueOrDefault(kind);
        if (kind == TokenizerKind.TokenizerJson ? HasFast(stem) : older.Built.Contains(stem))
        {
            return kind;
        }

        if (kind != TokenizerKind.TokenizerJson && older.Fast.Contains(stem) && settings.Folder.Has(JsonFile))
        {
            return TokenizerKind.TokenizerJson;
        }

        // The class has a fast version, but the older files in the folder belong to another class: it is unclear which are the model's.
        throw TokenizerFolder.Fault(
            file,
            kind == TokenizerKind.TokenizerJson
                ? $"its tokenizer_class '{name}' is not one whose {JsonFile} AutoTokenizer would read; {HowToUseJson(settings)}"
                : $"its tokenizer_class '{name}' does not read {older.Files} as {string.Join(", ", older.Built.Select(built => built + Ending))} {(older.Built.Length == 1 ? "does" : "do")}, and its own rules are not built here; "
                    + (
                        HasFast(stem) && settings.Folder.Has(JsonFile)
                            ? $"if {JsonFile} is the model's, delete the other files"
                            : HowToUseJson(settings)
                    )
        );
    }

    /// <summary>
    /// Whether a class uses tokenizer.json if it exists, as AutoTokenizer does. If no class is named, the model type's own class counts.
    /// </summary>
    public static bool HasFast(TokenizerSettings settings, TokenizerKind kind) =>
        kind != TokenizerKind.Marian && (settings.TokenizerClass is not var (name, _) || HasFast(Stem(name)));

    private static bool IsUnknown(string name) =>
        !Generic.Contains(name) && Stem(name) is var stem && !SlowOnly.Contains(stem) && !HasFast(stem);

    private static bool HasFast(string stem) =>
        FastOnly.Contains(stem)
        || Older.Any(older => older.Key != TokenizerKind.Marian && (older.Value.Built.Contains(stem) || older.Value.Fast.Contains(stem)));

    private static string Stem(string name)
    {
        name = name.EndsWith(FastEnding, StringComparison.Ordinal) ? name[..^FastEnding.Length] : name;
        return name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length] : "";
    }

    private static string HowToUseJson(TokenizerSettings settings) =>
        (
            settings.Folder.Has(JsonFile)
                ? $"if {JsonFile} gives the ids that the model was trained with, "
                : $"make a {JsonFile} that gives the ids that the model was trained with, and "
        ) + $"write \"tokenizer_class\": \"{Generic[0]}\" into {ConfigFile}";
}
