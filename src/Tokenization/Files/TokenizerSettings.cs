using System.Globalization;
using System.Text.Json;
using TransformerService.Models.Files;
using TransformerService.Tokenization.AddedTokens;

namespace TransformerService.Tokenization.Files;

/// <summary>
/// The settings of tokenizer_config.json; where it lacks one, those of special_tokens_map.json, added_tokens.json and config.json.
/// </summary>
public sealed class TokenizerSettings
{
    public const string FileName = "tokenizer_config.json";

    // The order in which the reference adds special tokens that the vocabulary lacks.
    public static readonly string[] SpecialTokenNames =
    [
        "bos_token",
        "eos_token",
        "unk_token",
        "sep_token",
        "pad_token",
        "cls_token",
        "mask_token",
    ];

    /// <summary>The lists of further special tokens; transformers 5 writes the second.</summary>
    private static readonly string[] AdditionalTokensNames = ["additional_special_tokens", "extra_special_tokens"];

    private const string SpecialTokensFile = "special_tokens_map.json";
    private const string AddedTokensFile = "added_tokens.json";
    private readonly JsonSection _config;
    private readonly JsonSection _specialTokensMap;
    private readonly JsonSection _modelConfig;

    /// <param name="folder">Where the files are.</param>
    /// <param name="embeddingRows">How many tokens the model has embeddings for.</param>
    public TokenizerSettings(TokenizerFolder folder, int embeddingRows = int.MaxValue)
    {
        Folder = folder;
        EmbeddingRows = embeddingRows;
        _config = folder.JsonOrEmpty(FileName);
        _specialTokensMap = folder.JsonOrEmpty(SpecialTokensFile);
        _modelConfig = folder.JsonOrEmpty("config.json");
        ListedTokens = ReadListedTokens();
    }

    public TokenizerFolder Folder { get; }

    /// <summary>The tokens that <c>added_tokens_decoder</c> (or the older added_tokens.json) lists.</summary>
    public IReadOnlyList<AddedToken> ListedTokens { get; }

    /// <summary>
    /// How many tokens the model has embeddings for. A default token that no file names is left out if its id would exceed them.
    /// </summary>
    public int EmbeddingRows { get; }

    /// <summary>The class that reads these files, and the file that names it: tokenizer_config.json, otherwise config.json.</summary>
    public (string Name, string File)? TokenizerClass => Class(_config) ?? Class(_modelConfig);

    /// <summary>Whether the files name custom code for their tokenizer (<c>auto_map</c>).</summary>
    public bool NamesOwnCode =>
        new[] { _config, _modelConfig }.Any(config =>
            config.Value("auto_map") is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty("AutoTokenizer", out _)
        );

    /// <summary>Whether <c>truncation_side</c> is "left"; <see langword="null"/> if it is not set.</summary>
    public bool? CutsLeft => Side("truncation_side");

    public bool CleanUpSpaces => Flag("clean_up_tokenization_spaces", true);

    /// <summary><c>pad_token_id</c> of config.json.</summary>
    public int? ModelPadId => ModelNumber("pad_token_id");

    /// <summary><c>type_vocab_size</c> of config.json.</summary>
    public int? ModelTypes => ModelNumber("type_vocab_size");

    /// <summary><c>model_max_length</c>, or <c>max_len</c> in older files; the reference writes 1e30 for no limit.</summary>
    public int ModelMaxLength
    {
        get
        {
            const string name = "model_max_length";
            return (_config.Value(name) ?? _config.Value("max_len")) switch
            {
                null => int.MaxValue,
                { ValueKind: JsonValueKind.Number } length when length.GetDouble() >= 1 => (int)Math.Min(length.GetDouble(), int.MaxValue),
                _ => throw TokenizerFolder.Fault(FileName, $"'{name}' is not a number above 0"),
            };
        }
    }

    public bool Has(string name) => _config.Has(name);

    public bool Flag(string name, bool otherwise) => OptionalFlag(name) ?? otherwise;

    public bool? OptionalFlag(string name) => _config.Flag(name);

    public string? Text(string name) => _config.Text(name);

    public int Number(string name, int otherwise) => _config.Integer(name) ?? otherwise;

    /// <summary>The tokens of a list such as <c>additional_special_tokens</c> or <c>never_split</c>; null if there is none.</summary>
    public IReadOnlyList<string>? List(string name)
    {
        if (!Find(name, out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => Content(item, name))]
            : throw TokenizerFolder.Fault(FileName, $"'{name}' is not a list");
    }

    /// <summary>A special token such as <c>eos_token</c>; its id is −1 until the vocabulary is known. Null if there is none.</summary>
    public AddedToken? SpecialToken(string name) =>
        !Find(name, out var value) || value.ValueKind == JsonValueKind.Null ? null : ReadToken(value, -1, SourceOf(name), special: true);

    /// <summary>The file that names a special token.</summary>
    public string SourceOf(string name) => _config.Json.TryGetProperty(name, out _) ? FileName : SpecialTokensFile;

    /// <summary>The special tokens that the files name, in the order in which the reference adds them; their ids are −1.</summary>
    public IEnumerable<AddedToken> NamedTokens => SpecialTokenNames.Select(SpecialToken).OfType<AddedToken>().Concat(AdditionalTokens);

    /// <summary>The tokens of <c>additional_special_tokens</c> and <c>extra_special_tokens</c>; their ids are −1.</summary>
    public IEnumerable<AddedToken> AdditionalTokens => AdditionalTokensNames.SelectMany(Additional).DistinctBy(token => token.Content);

    /// <summary>Reads a token from JSON: either its text alone, or an object with its flags.</summary>
    public static AddedToken ReadToken(JsonElement value, int id, string file, bool special)
    {
        bool Is(string flag, bool otherwise) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(flag, out var set)
                ? set.ValueKind == JsonValueKind.True
                : otherwise;
        var isSpecial = Is("special", special);
        return new AddedToken(
            Content(value, file),
            id,
            Is("lstrip", false),
            Is("rstrip", false),
            Is("single_word", false),
            Is("normalized", !isSpecial),
            isSpecial
        )
        {
            Source = file,
        };
    }

    /// <summary>The tokens of a list, or of an object of names and tokens as some versions of transformers write it.</summary>
    private IEnumerable<AddedToken> Additional(string name) =>
        (
            Find(name, out var named) && named.ValueKind == JsonValueKind.Object
                ? [.. named.EnumerateObject().Select(token => Content(token.Value, name))]
                : List(name) ?? []
        ).Select(content => new AddedToken(content, -1, false, false, false, false, true) { Source = SourceOf(name) });

    private static string Content(JsonElement value, string where)
    {
        var content = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out var inner) ? inner : value;
        return content.ValueKind == JsonValueKind.String && content.GetString() is { } text
            ? text
            : throw TokenizerFolder.Fault(FileName, $"a token of '{where}' has no text");
    }

    private int? ModelNumber(string name) =>
        _modelConfig.Value(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    private static (string Name, string File)? Class(JsonSection config) =>
        config.Text("tokenizer_class", _ => true, "a text") is { } name ? (name, config.File) : null;

    private bool? Side(string name) =>
        _config.Value(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } value when value.GetString() is "left" or "right" => value.ValueEquals("left"),
            _ => throw TokenizerFolder.Fault(FileName, $"'{name}' is neither \"left\" nor \"right\""),
        };

    private bool Find(string name, out JsonElement value) =>
        _config.Json.TryGetProperty(name, out value) || _specialTokensMap.Json.TryGetProperty(name, out value);

    private List<AddedToken> ReadListedTokens()
    {
        var tokens = new List<AddedToken>();
        if (_config.Section("added_tokens_decoder") is { } decoder)
        {
            foreach (var entry in decoder.Json.EnumerateObject())
            {
                tokens.Add(
                    int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                        ? ReadToken(entry.Value, id, FileName, special: false)
                        : throw TokenizerFolder.Fault(FileName, $"the added token's id '{entry.Name}' is not a number")
                );
            }
        }
        else if (Folder.Has(AddedTokensFile))
        {
            // The older format has no flags: the reference strips white space on both sides of these tokens.
            tokens.AddRange(
                Folder
                    .Vocabulary(AddedTokensFile)
                    .Select(entry => new AddedToken(entry.Key, entry.Value, true, true, false, true, false) { Source = AddedTokensFile })
            );
        }

        return tokens;
    }
}
