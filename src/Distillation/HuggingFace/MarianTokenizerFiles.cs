using System.Text.Json.Nodes;

namespace TransformerService.Distillation.HuggingFace;

/// <summary>tokenizer_config.json and special_tokens_map.json as Hugging Face's MarianTokenizer reads them.</summary>
/// <param name="EosTokenId">Id of the end token.</param>
/// <param name="UnknownTokenId">Id of the unknown piece.</param>
/// <param name="PadTokenId">Id of the padding.</param>
/// <param name="ModelMaxLength">Longest sequence of the model, in tokens.</param>
/// <param name="SourceLanguage">The language translated from.</param>
/// <param name="TargetLanguage">The language translated to.</param>
/// <param name="CleanUpSpaces">
/// Whether decoding removes spaces before punctuation. This is for English: it also removes the space that French puts before ! and ?.
/// </param>
internal sealed record MarianTokenizerFiles(
    int EosTokenId,
    int UnknownTokenId,
    int PadTokenId,
    int ModelMaxLength,
    string SourceLanguage,
    string TargetLanguage,
    bool CleanUpSpaces
)
{
    public const string Eos = "</s>";
    public const string Unknown = "<unk>";
    public const string Pad = "<pad>";

    /// <summary>Writes both files into an existing folder.</summary>
    public void Write(string folder)
    {
        JsonFiles.Write(
            folder,
            TokenizerFiles.SpecialTokensMap,
            TokenizerFiles.MapOf([new("eos_token", Eos), new("pad_token", Pad), new("unk_token", Unknown)])
        );
        JsonFiles.Write(
            folder,
            TokenizerFiles.Config,
            new JsonObject
            {
                ["added_tokens_decoder"] = TokenizerFiles.AddedTokens([
                    new(EosTokenId, Eos),
                    new(UnknownTokenId, Unknown),
                    new(PadTokenId, Pad),
                ]),
                ["clean_up_tokenization_spaces"] = CleanUpSpaces,
                ["eos_token"] = Eos,
                ["model_max_length"] = ModelMaxLength,
                ["pad_token"] = Pad,
                ["separate_vocabs"] = false,
                ["source_lang"] = SourceLanguage,
                ["sp_model_kwargs"] = new JsonObject(),
                ["target_lang"] = TargetLanguage,
                ["tokenizer_class"] = "MarianTokenizer",
                ["unk_token"] = Unknown,
            }
        );
    }
}
