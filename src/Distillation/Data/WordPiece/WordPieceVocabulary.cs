using System.Text.Json.Nodes;
using TransformerService.Distillation.HuggingFace;

namespace TransformerService.Distillation.Data.WordPiece;

/// <summary>A WordPiece vocabulary; a piece's index is its id. Pieces inside a word start with <c>##</c>.</summary>
/// <param name="Pieces">Special tokens, characters, then merged pieces, the most useful first.</param>
/// <param name="LowerCase">Whether texts are lower-cased and stripped of accents.</param>
internal sealed record WordPieceVocabulary(IReadOnlyList<string> Pieces, bool LowerCase)
{
    /// <summary>Prefix of a piece that does not start a word.</summary>
    public const string Prefix = "##";

    /// <summary>The first pieces of every vocabulary, by Hugging Face's names for them.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> SpecialTokens { get; } =
    [
        new("pad_token", "[PAD]"),
        new("unk_token", "[UNK]"),
        new("cls_token", "[CLS]"),
        new("sep_token", "[SEP]"),
        new("mask_token", "[MASK]"),
    ];

    /// <summary>
    /// Writes vocab.txt, tokenizer_config.json and special_tokens_map.json as Hugging Face's DistilBertTokenizer reads them, and
    /// tokenizer.json for its fast tokenizer and transformers.js, into an existing folder.
    /// </summary>
    /// <param name="folder">The folder of the model.</param>
    /// <param name="modelMaxLength">Longest sequence of the model, in tokens.</param>
    public void Write(string folder, int modelMaxLength)
    {
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Concat(Pieces.Select(piece => piece + "\n")));
        JsonFiles.Write(folder, TokenizerFiles.SpecialTokensMap, TokenizerFiles.MapOf(SpecialTokens));
        var config = new JsonObject
        {
            ["added_tokens_decoder"] = TokenizerFiles.AddedTokens(
                SpecialTokens.Select((token, id) => KeyValuePair.Create(id, token.Value))
            ),
            ["clean_up_tokenization_spaces"] = true,
            ["do_basic_tokenize"] = true,
            ["do_lower_case"] = LowerCase,
            ["model_max_length"] = modelMaxLength,
            ["never_split"] = null,
            ["strip_accents"] = null,
            ["tokenize_chinese_chars"] = true,
            ["tokenizer_class"] = "DistilBertTokenizer",
        };
        foreach (var (name, token) in SpecialTokens)
        {
            config[name] = token;
        }

        JsonFiles.Write(folder, TokenizerFiles.Config, config);
        FastTokenizerFile.WriteWordPiece(folder);
    }
}
