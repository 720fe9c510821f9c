using System.Text.Json.Nodes;
using TransformerService.Inference.Tokenization.SentencePiece;

namespace TransformerService.Distillation.Data.SentencePiece;

/// <summary>A trained SentencePiece model, which both languages share.</summary>
/// <param name="Content">The model file.</param>
/// <param name="Log">What spm_train said.</param>
internal sealed record SentencePieceModel(byte[] Content, string Log)
{
    public const string Eos = "</s>";
    public const string Unknown = "<unk>";
    public const string Pad = "<pad>";

    /// <summary>
    /// The vocabulary as Marian has it; a piece's place is its id: the end, the unknown piece, the model's pieces in its order, and last
    /// the padding, which the model does not know.
    /// </summary>
    /// <exception cref="SentencePieceException">The model is not laid out so.</exception>
    public IReadOnlyList<string> Vocabulary()
    {
        var pieces = ModelFile.Parse(Content, "source.spm").Pieces.Select(piece => piece.Text).ToList();
        return pieces is [Eos, Unknown, ..] && !pieces.Contains(Pad)
            ? [.. pieces, Pad]
            : throw new SentencePieceException($"The model does not begin with {Eos} and {Unknown}, or it has a piece {Pad} of its own.");
    }

    /// <summary>
    /// Writes source.spm, target.spm, vocab.json, tokenizer_config.json and special_tokens_map.json as Hugging Face's MarianTokenizer
    /// reads them, into a folder that is there.
    /// </summary>
    public void Write(string folder, SentencePieceOptions options)
    {
        var vocabulary = Vocabulary();
        File.WriteAllBytes(Path.Combine(folder, "source.spm"), Content);
        File.WriteAllBytes(Path.Combine(folder, "target.spm"), Content);
        TokenizerFiles.Write(folder, "vocab.json", new JsonObject(
            vocabulary.Select((piece, id) => KeyValuePair.Create<string, JsonNode?>(piece, id))));
        KeyValuePair<string, string>[] special = [new("eos_token", Eos), new("pad_token", Pad), new("unk_token", Unknown)];
        TokenizerFiles.Write(folder, TokenizerFiles.SpecialTokensMap, TokenizerFiles.MapOf(special));
        TokenizerFiles.Write(folder, TokenizerFiles.Config, new JsonObject
        {
            ["added_tokens_decoder"] = TokenizerFiles.AddedTokens([new(0, Eos), new(1, Unknown), new(vocabulary.Count - 1, Pad)]),
            // Not the default: the clean-up is for English, and takes the space that French sets before ! and ? out of translations.
            ["clean_up_tokenization_spaces"] = false,
            ["eos_token"] = Eos,
            ["model_max_length"] = options.ModelMaxLength,
            ["pad_token"] = Pad,
            ["separate_vocabs"] = false,
            ["source_lang"] = options.SourceLanguage,
            ["sp_model_kwargs"] = new JsonObject(),
            ["target_lang"] = options.TargetLanguage,
            ["tokenizer_class"] = "MarianTokenizer",
            ["unk_token"] = Unknown,
        });
    }
}
