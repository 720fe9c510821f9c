using System.Text.Json.Nodes;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Tokenization.SentencePiece;

namespace TransformerService.Distillation.Data.SentencePiece;

/// <summary>A trained SentencePiece model, which both languages share.</summary>
/// <param name="Content">The model file.</param>
/// <param name="Log">The log of spm_train.</param>
internal sealed record SentencePieceModel(byte[] Content, string Log)
{
    public const string Eos = MarianTokenizerFiles.Eos;
    public const string Unknown = MarianTokenizerFiles.Unknown;
    public const string Pad = MarianTokenizerFiles.Pad;

    /// <summary>
    /// The vocabulary in Marian's order, in which a piece's index is its id: the end, the unknown piece, the model's pieces in its order,
    /// and last
    /// the padding, which the model does not contain.
    /// </summary>
    /// <exception cref="SentencePieceException">The model's pieces have another layout.</exception>
    public IReadOnlyList<string> Vocabulary()
    {
        var pieces = ModelFile.Parse(Content, "source.spm").Pieces.Select(piece => piece.Text).ToList();
        return pieces is [Eos, Unknown, ..] && !pieces.Contains(Pad)
            ? [.. pieces, Pad]
            : throw new SentencePieceException($"The model does not begin with {Eos} and {Unknown}, or it has a piece {Pad} of its own.");
    }

    /// <summary>
    /// Writes source.spm, target.spm, vocab.json, tokenizer_config.json and special_tokens_map.json as Hugging Face's MarianTokenizer
    /// reads them, and tokenizer.json for transformers.js, into an existing folder.
    /// </summary>
    public void Write(string folder, SentencePieceOptions options)
    {
        var vocabulary = Vocabulary();
        File.WriteAllBytes(Path.Combine(folder, "source.spm"), Content);
        File.WriteAllBytes(Path.Combine(folder, "target.spm"), Content);
        JsonFiles.Write(
            folder,
            "vocab.json",
            new JsonObject(vocabulary.Select((piece, id) => KeyValuePair.Create<string, JsonNode?>(piece, id)))
        );
        new MarianTokenizerFiles(
            EosTokenId: 0,
            UnknownTokenId: 1,
            PadTokenId: vocabulary.Count - 1,
            options.ModelMaxLength,
            options.SourceLanguage,
            options.TargetLanguage,
            CleanUpSpaces: false
        ).Write(folder);
        FastTokenizerFile.WriteMarian(folder);
    }
}
