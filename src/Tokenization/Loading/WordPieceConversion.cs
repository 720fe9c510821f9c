using System.Text.Json;
using System.Text.Json.Nodes;
using TransformerService.Tokenization.Fast;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.WordPiece;

namespace TransformerService.Tokenization.Loading;

/// <summary>Reads a vocab.txt as the tokenizer.json that transformers would make of it (BertConverter).</summary>
internal static class WordPieceConversion
{
    private const string Cls = "[CLS]",
        Sep = "[SEP]",
        Unknown = "[UNK]";

    private static readonly string[] Defaults = ["[PAD]", Unknown, Cls, Sep, "[MASK]"];

    public static FastTokenizer Convert(TokenizerSettings settings)
    {
        var words = VocabularyFile.Read(settings.Folder);
        var (cls, sep) = (settings.SpecialToken("cls_token")?.Content ?? Cls, settings.SpecialToken("sep_token")?.Content ?? Sep);
        var root = new JsonObject
        {
            ["added_tokens"] = new JsonArray([
                .. Defaults
                    .Where(words.ContainsKey)
                    .Select(token => new JsonObject
                    {
                        ["id"] = words[token],
                        ["content"] = token,
                        ["normalized"] = false,
                        ["special"] = true,
                    }),
            ]),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer",
                ["lowercase"] = settings.Flag("do_lower_case", true),
                ["handle_chinese_chars"] = settings.Flag("tokenize_chinese_chars", true),
                ["strip_accents"] = settings.OptionalFlag("strip_accents"),
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = new JsonObject
            {
                ["type"] = "BertProcessing",
                ["cls"] = Token(cls),
                ["sep"] = Token(sep),
            },
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = settings.SpecialToken("unk_token")?.Content ?? Unknown,
                ["vocab"] = new JsonObject(words.Select(word => KeyValuePair.Create(word.Key, (JsonNode?)word.Value))),
            },
        };
        return new FastTokenizer(settings, TokenizerFolder.Section(VocabularyFile.Name, JsonSerializer.SerializeToElement(root)));

        JsonArray Token(string token) =>
            words.TryGetValue(token, out var id)
                ? [token, id]
                : throw TokenizerFolder.Fault(VocabularyFile.Name, $"the vocabulary lacks '{token}'");
    }
}
