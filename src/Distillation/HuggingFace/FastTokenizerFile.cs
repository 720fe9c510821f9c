using System.Text.Json.Nodes;
using TransformerService.Tokenization;
using TransformerService.Tokenization.AddedTokens;
using TransformerService.Tokenization.Files;

namespace TransformerService.Distillation.HuggingFace;

/// <summary>
/// Writes tokenizer.json, the one file that Hugging Face's tokenizers library and transformers.js read, from the older files of the
/// same folder. Our own server still reads the older files.
/// </summary>
internal static class FastTokenizerFile
{
    public const string Name = "tokenizer.json";

    /// <summary>Writes tokenizer.json for source.spm, target.spm and vocab.json; the two models must be the same.</summary>
    /// <exception cref="TokenizerLoadException">
    /// A file is missing or malformed, or has settings that tokenizer.json cannot express.
    /// </exception>
    public static void WriteMarian(string folder) =>
        JsonFiles.WriteCompact(folder, Name, MarianFastTokenizer.Of(new TokenizerFolder(folder)));

    /// <summary>Writes tokenizer.json for vocab.txt, as BERT and DistilBERT use it.</summary>
    /// <exception cref="TokenizerLoadException">
    /// A file is missing or malformed, or has settings that tokenizer.json cannot express.
    /// </exception>
    public static void WriteWordPiece(string folder) =>
        JsonFiles.WriteCompact(folder, Name, WordPieceFastTokenizer.Of(new TokenizerFolder(folder)));

    /// <summary>The fields that every tokenizer.json has, in their order.</summary>
    public static JsonObject With(
        IEnumerable<AddedToken> added,
        JsonObject normalizer,
        JsonObject preTokenizer,
        JsonObject postProcessor,
        JsonObject decoder,
        JsonObject model
    ) =>
        new()
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. added.OrderBy(token => token.Id).Select(Token)]),
            ["normalizer"] = normalizer,
            ["pre_tokenizer"] = preTokenizer,
            ["post_processor"] = postProcessor,
            ["decoder"] = decoder,
            ["model"] = model,
        };

    private static JsonNode Token(AddedToken token) =>
        new JsonObject
        {
            ["id"] = token.Id,
            ["content"] = token.Content,
            ["single_word"] = token.SingleWord,
            ["lstrip"] = token.LeftStrip,
            ["rstrip"] = token.RightStrip,
            ["normalized"] = token.Normalized,
            ["special"] = token.Special,
        };
}
