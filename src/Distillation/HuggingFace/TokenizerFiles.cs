using System.Globalization;
using System.Text.Json.Nodes;

namespace TransformerService.Distillation.HuggingFace;

/// <summary>The parts that the Hugging Face files beside a vocabulary share.</summary>
internal static class TokenizerFiles
{
    public const string Config = "tokenizer_config.json";

    public const string SpecialTokensMap = "special_tokens_map.json";

    /// <summary>special_tokens_map.json: each special token under its name.</summary>
    /// <param name="tokens">Names such as <c>eos_token</c>, with their texts.</param>
    public static JsonObject MapOf(IEnumerable<KeyValuePair<string, string>> tokens) =>
        new(tokens.Select(token => KeyValuePair.Create<string, JsonNode?>(token.Key, Flags(token.Value))));

    /// <summary><c>added_tokens_decoder</c> of tokenizer_config.json: each special token under its id.</summary>
    public static JsonObject AddedTokens(IEnumerable<KeyValuePair<int, string>> tokens) =>
        new(
            tokens.Select(token =>
            {
                var flags = Flags(token.Value);
                flags["special"] = true;
                return KeyValuePair.Create<string, JsonNode?>(token.Key.ToString(CultureInfo.InvariantCulture), flags);
            })
        );

    private static JsonObject Flags(string token) =>
        new()
        {
            ["content"] = token,
            ["lstrip"] = false,
            ["normalized"] = false,
            ["rstrip"] = false,
            ["single_word"] = false,
        };
}
