using System.Text.Json.Nodes;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>The JSON files beside a translation export's graphs, with the fields that transformers writes.</summary>
internal static class MarianConfig
{
    private const string End = "</s>", Unknown = "<unk>", Padding = "<pad>";

    public static void Write(string folder, TranslationShape shape, MarianExportOptions options)
    {
        JsonFiles.Write(folder, "config.json", Config(shape, options));
        JsonFiles.Write(folder, "generation_config.json", Generation(shape, options));
        JsonFiles.Write(folder, "tokenizer_config.json", Tokenizer(shape, options));
        JsonFiles.Write(folder, "special_tokens_map.json", new JsonObject
        {
            ["eos_token"] = Token(End),
            ["pad_token"] = Token(Padding),
            ["unk_token"] = Token(Unknown),
        });
    }

    private static JsonObject Config(TranslationShape shape, MarianExportOptions options) => new()
    {
        ["activation_dropout"] = 0.0,
        ["activation_function"] = options.Activation == FeedForwardActivation.Relu ? "relu" : "swish",
        ["add_final_layer_norm"] = false,
        ["architectures"] = new JsonArray("MarianMTModel"),
        ["attention_dropout"] = 0.0,
        ["bad_words_ids"] = BadWords(shape),
        ["bos_token_id"] = shape.EosTokenId,
        ["d_model"] = shape.ModelSize,
        ["decoder_attention_heads"] = shape.Heads,
        ["decoder_ffn_dim"] = shape.FeedForward,
        ["decoder_layerdrop"] = 0.0,
        ["decoder_layers"] = shape.DecoderLayers,
        ["decoder_start_token_id"] = shape.PadTokenId,
        ["decoder_vocab_size"] = shape.Vocabulary,
        ["dropout"] = options.Dropout,
        ["encoder_attention_heads"] = shape.Heads,
        ["encoder_ffn_dim"] = shape.FeedForward,
        ["encoder_layerdrop"] = 0.0,
        ["encoder_layers"] = shape.EncoderLayers,
        ["eos_token_id"] = shape.EosTokenId,
        ["forced_eos_token_id"] = shape.EosTokenId,
        ["init_std"] = 0.02,
        ["is_encoder_decoder"] = true,
        ["max_length"] = shape.MaxPositions,
        ["max_position_embeddings"] = shape.MaxPositions,
        ["model_type"] = "marian",
        ["normalize_before"] = false,
        ["normalize_embedding"] = false,
        ["num_beams"] = options.NumBeams,
        ["num_hidden_layers"] = shape.EncoderLayers,
        ["pad_token_id"] = shape.PadTokenId,
        ["scale_embedding"] = true,
        ["share_encoder_decoder_embeddings"] = true,
        ["static_position_embeddings"] = true,
        ["use_cache"] = true,
        ["vocab_size"] = shape.Vocabulary,
    };

    private static JsonObject Generation(TranslationShape shape, MarianExportOptions options) => new()
    {
        ["bad_words_ids"] = BadWords(shape),
        ["bos_token_id"] = shape.EosTokenId,
        ["decoder_start_token_id"] = shape.PadTokenId,
        ["eos_token_id"] = shape.EosTokenId,
        ["forced_eos_token_id"] = shape.EosTokenId,
        ["max_length"] = shape.MaxPositions,
        ["num_beams"] = options.NumBeams,
        ["pad_token_id"] = shape.PadTokenId,
        ["renormalize_logits"] = true,
    };

    private static JsonObject Tokenizer(TranslationShape shape, MarianExportOptions options) => new()
    {
        ["added_tokens_decoder"] = new JsonObject
        {
            [Key(shape.EosTokenId)] = AddedToken(End),
            [Key(options.UnknownTokenId)] = AddedToken(Unknown),
            [Key(shape.PadTokenId)] = AddedToken(Padding),
        },
        ["clean_up_tokenization_spaces"] = true,
        ["eos_token"] = End,
        ["model_max_length"] = shape.MaxPositions,
        ["pad_token"] = Padding,
        ["separate_vocabs"] = false,
        ["source_lang"] = options.SourceLanguage,
        ["sp_model_kwargs"] = new JsonObject(),
        ["target_lang"] = options.TargetLanguage,
        ["tokenizer_class"] = "MarianTokenizer",
        ["unk_token"] = Unknown,
    };

    private static JsonArray BadWords(TranslationShape shape) => [new JsonArray(shape.PadTokenId)];

    private static string Key(int id) => FormattableString.Invariant($"{id}");

    private static JsonObject AddedToken(string content)
    {
        JsonObject token = Token(content);
        token["special"] = true;
        return token;
    }

    private static JsonObject Token(string content) => new()
    {
        ["content"] = content,
        ["lstrip"] = false,
        ["normalized"] = false,
        ["rstrip"] = false,
        ["single_word"] = false,
    };
}
