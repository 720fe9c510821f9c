using System.Text.Json.Nodes;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.Slow;
using TransformerService.Tokenization.WordPiece;

namespace TransformerService.Distillation.HuggingFace;

/// <summary>BERT's tokenizer as tokenizer.json, with the same fields that Hugging Face's own conversion writes.</summary>
/// <remarks>
/// The older tokenizer drops code points that Unicode has not assigned, and composes accents if it keeps them (cased models); the
/// fast one does neither.
/// </remarks>
internal static class WordPieceFastTokenizer
{
    private const string Prefix = "##";
    private const int LongestWord = 100;

    public static JsonObject Of(TokenizerFolder folder)
    {
        var settings = new TokenizerSettings(folder);
        if (!settings.Flag("do_basic_tokenize", true) || settings.List("never_split") is { Count: > 0 })
        {
            throw TokenizerFolder.Fault(
                TokenizerSettings.FileName,
                $"{FastTokenizerFile.Name} can express neither do_basic_tokenize = false nor never_split"
            );
        }

        var vocabulary = VocabularyFile.Read(folder);
        var special = new SpecialTokens(
            settings,
            Defaults.Of("unk:[UNK]", "sep:[SEP]", "pad:[PAD]", "cls:[CLS]", "mask:[MASK]"),
            token => vocabulary.TryGetValue(token, out var id) ? id : null,
            vocabulary.Count
        );
        (var cls, var sep) = (special.Text("cls_token"), special.Text("sep_token"));
        return FastTokenizerFile.With(
            special.Added,
            new JsonObject
            {
                ["type"] = "BertNormalizer",
                ["clean_text"] = true,
                ["handle_chinese_chars"] = settings.Flag("tokenize_chinese_chars", true),
                ["strip_accents"] = settings.OptionalFlag("strip_accents"),
                ["lowercase"] = settings.Flag("do_lower_case", true),
            },
            new JsonObject { ["type"] = "BertPreTokenizer" },
            TemplateProcessing.Of(
                [(cls, 0), (TemplateProcessing.First, 0), (sep, 0)],
                [(cls, 0), (TemplateProcessing.First, 0), (sep, 0), (TemplateProcessing.Second, 1), (sep, 1)],
                new Dictionary<string, int> { [cls] = special.Id("cls_token"), [sep] = special.Id("sep_token") }
            ),
            new JsonObject
            {
                ["type"] = "WordPiece",
                ["prefix"] = Prefix,
                ["cleanup"] = true,
            },
            new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = special.Text("unk_token"),
                ["continuing_subword_prefix"] = Prefix,
                ["max_input_chars_per_word"] = LongestWord,
                ["vocab"] = new JsonObject(
                    vocabulary.OrderBy(entry => entry.Value).Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value))
                ),
            }
        );
    }
}
