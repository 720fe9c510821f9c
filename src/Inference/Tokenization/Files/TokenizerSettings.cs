using System.Globalization;
using System.Text.Json;
using TransformerService.Inference.Tokenization.AddedTokens;

namespace TransformerService.Inference.Tokenization.Files;

/// <summary>What tokenizer_config.json says, with special_tokens_map.json, added_tokens.json and config.json where it is silent.</summary>
internal sealed class TokenizerSettings
{
    public const string FileName = "tokenizer_config.json";

    // The order in which the reference adds special tokens that the vocabulary lacks.
    public static readonly string[] SpecialTokenNames =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly JsonElement _config;
    private readonly JsonElement _specialTokensMap;
    private readonly JsonElement _modelConfig;

    public TokenizerSettings(TokenizerFolder folder)
    {
        Folder = folder;
        _config = folder.JsonOrEmpty(FileName);
        _specialTokensMap = folder.JsonOrEmpty("special_tokens_map.json");
        _modelConfig = folder.JsonOrEmpty("config.json");
        ListedTokens = ReadListedTokens();
    }

    public TokenizerFolder Folder { get; }

    /// <summary>The tokens that <c>added_tokens_decoder</c> (or the older added_tokens.json) lists.</summary>
    public IReadOnlyList<AddedToken> ListedTokens { get; }

    public string? TokenizerClass => String(_config, "tokenizer_class");

    public string? ModelType => String(_modelConfig, "model_type");

    public bool CleanUpSpaces => Flag("clean_up_tokenization_spaces", true);

    /// <summary><c>pad_token_id</c> of config.json.</summary>
    public int? ModelPadId =>
        _modelConfig.TryGetProperty("pad_token_id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var value)
            ? value
            : null;

    /// <summary><c>model_max_length</c>; the reference writes 1e30 where there is no limit.</summary>
    public int ModelMaxLength =>
        _config.TryGetProperty("model_max_length", out var length) && length.ValueKind == JsonValueKind.Number
            && length.GetDouble() is >= 1 and < int.MaxValue
            ? (int)length.GetDouble()
            : int.MaxValue;

    public bool Flag(string name, bool otherwise) => OptionalFlag(name) ?? otherwise;

    public bool? OptionalFlag(string name) => !_config.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => throw TokenizerFolder.Fault(FileName, $"'{name}' is neither true nor false"),
    };

    public int Number(string name, int otherwise) => !_config.TryGetProperty(name, out var value) ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw TokenizerFolder.Fault(FileName, $"'{name}' is not a whole number");

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
        !Find(name, out var value) || value.ValueKind == JsonValueKind.Null ? null : ReadToken(value, -1, FileName, special: true);

    /// <summary>A token as JSON holds it: its text alone, or an object with its flags.</summary>
    public static AddedToken ReadToken(JsonElement value, int id, string file, bool special)
    {
        bool Is(string flag, bool otherwise) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(flag, out var set)
            ? set.ValueKind == JsonValueKind.True
            : otherwise;
        var isSpecial = Is("special", special);
        return new AddedToken(
            Content(value, file), id, Is("lstrip", false), Is("rstrip", false), Is("single_word", false), Is("normalized", !isSpecial), isSpecial);
    }

    private static string Content(JsonElement value, string where)
    {
        var content = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out var inner) ? inner : value;
        return content.ValueKind == JsonValueKind.String && content.GetString() is { } text
            ? text
            : throw TokenizerFolder.Fault(FileName, $"a token of '{where}' has no text");
    }

    private static string? String(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool Find(string name, out JsonElement value) =>
        _config.TryGetProperty(name, out value) || _specialTokensMap.TryGetProperty(name, out value);

    private List<AddedToken> ReadListedTokens()
    {
        var tokens = new List<AddedToken>();
        if (_config.TryGetProperty("added_tokens_decoder", out var decoder) && decoder.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in decoder.EnumerateObject())
            {
                tokens.Add(int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    ? ReadToken(entry.Value, id, FileName, special: false)
                    : throw TokenizerFolder.Fault(FileName, $"the added token's id '{entry.Name}' is not a number"));
            }
        }
        else if (Folder.Has("added_tokens.json"))
        {
            // The older format has no flags: the reference strips white space on both sides of such a token.
            tokens.AddRange(Folder.Vocabulary("added_tokens.json")
                .Select(entry => new AddedToken(entry.Key, entry.Value, true, true, false, true, false)));
        }

        return tokens;
    }
}
