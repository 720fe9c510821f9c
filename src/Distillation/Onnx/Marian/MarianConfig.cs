using System.Text.Json.Nodes;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>The JSON files beside a translation export's graphs, with the fields that transformers writes.</summary>
internal static class MarianConfig
{
    public static void Write(string folder, TranslationShape shape, MarianExportOptions options)
    {
        JsonFiles.Write(folder, "config.json", Config(shape, options));
        JsonFiles.Write(folder, "generation_config.json", Generation(shape, options));
        new MarianTokenizerFiles(
            shape.EosTokenId,
            options.UnknownTokenId,
            shape.PadTokenId,
            shape.MaxPositions,
            options.SourceLanguage,
            options.TargetLanguage,
            CleanUpSpaces: true
        ).Write(folder);
    }

    private static JsonObject Config(TranslationShape shape, MarianExportOptions options) =>
        new()
        {
            ["activation_dropout"] = 0.0,
            ["activation_function"] = options.Activation == FeedForwardActivation.Relu ? "relu" : "swish",
            ["add_final_layer_norm"] = false,
            ["architectures"] = shape.Decoder == DecoderType.Ssru ? [] : new JsonArray("MarianMTModel"), // transformers has no SSRU
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
            ["model_type"] = Type(shape),
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

    /// <summary>config.json's model_type: a program that knows MarianMT alone must not take an SSRU for it.</summary>
    public static string Type(TranslationShape shape) => shape.Decoder == DecoderType.Ssru ? "marian-ssru" : "marian";

    private static JsonObject Generation(TranslationShape shape, MarianExportOptions options) =>
        new()
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

    private static JsonArray BadWords(TranslationShape shape) => [new JsonArray(shape.PadTokenId)];
}
