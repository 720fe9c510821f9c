using System.Text.Json;
using System.Text.Json.Nodes;
using TransformerService.Models.Files;
using TransformerService.Tokenization.Files;

namespace TransformerService.Tokenization.Fast;

/// <summary>
/// Applies tokenizer_config.json to a part of tokenizer.json. The classes of AutoTokenizer (BertTokenizerFast, RobertaTokenizerFast …) let
/// tokenizer_config.json override tokenizer.json.
/// </summary>
internal static class ClassSettings
{
    private static readonly (string Type, string Field, string Setting)[] Fields =
    [
        ("BertNormalizer", "lowercase", "do_lower_case"),
        ("BertNormalizer", "strip_accents", "strip_accents"),
        ("BertNormalizer", "handle_chinese_chars", "tokenize_chinese_chars"),
        ("ByteLevel", "add_prefix_space", "add_prefix_space"),
    ];

    /// <summary>The part, with the fields that tokenizer_config.json sets replaced.</summary>
    public static JsonSection Apply(TokenizerSettings settings, JsonSection part)
    {
        if (TokenizerClasses.IsGeneric(settings))
        {
            return part;
        }

        var type = part.Type();
        var set = Fields
            .Where(field =>
                field.Type == type && part.Json.TryGetProperty(field.Field, out _) && settings.OptionalFlag(field.Setting) is not null
            )
            .ToArray();
        if (set.Length == 0)
        {
            return part;
        }

        var changed = JsonObject.Create(part.Json) ?? [];
        foreach (var (_, field, setting) in set)
        {
            changed[field] = settings.OptionalFlag(setting);
        }

        return part.With(JsonSerializer.SerializeToElement(changed));
    }
}
