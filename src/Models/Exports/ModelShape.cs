using TransformerService.Models.Files;

namespace TransformerService.Models.Exports;

/// <summary>The sizes of a transformer that determine how much memory a run takes, from config.json.</summary>
/// <param name="Width">Numbers for each token between its layers: <c>d_model</c>, <c>hidden_size</c> or <c>dim</c>.</param>
/// <param name="Heads">Attention heads of the encoder.</param>
/// <param name="FeedForward">Numbers for each token inside a feed-forward layer of the encoder.</param>
/// <param name="DecoderLayers">Layers of the decoder; 0 without a decoder.</param>
/// <param name="DecoderHeads">Attention heads of the decoder.</param>
/// <param name="DecoderFeedForward">Numbers for each token inside a feed-forward layer of the decoder.</param>
/// <param name="HeadWidth">Numbers for each token in the keys, or the values, of all heads of a decoder layer together.</param>
/// <param name="Vocabulary">Number of logits that a decoder returns; 0 without a decoder.</param>
public sealed record ModelShape(
    int Width,
    int Heads,
    int FeedForward,
    int DecoderLayers = 0,
    int DecoderHeads = 0,
    int DecoderFeedForward = 0,
    int HeadWidth = 0,
    int Vocabulary = 0
)
{
    /// <summary>Whether an encoder reads a batch in one run: on a GPU, and where its file fixes the rows. Otherwise large batches are split.</summary>
    public bool ReadsWholeBatches { get; init; }

    /// <summary>Whether a decoder layer keeps one state of <see cref="Width"/>, instead of keys and values of each token.</summary>
    public bool IsRecurrent { get; init; }

    /// <summary>
    /// Reads the sizes. A value that config.json lacks, or has in another type, is that of the architecture's base size, the default of
    /// Hugging Face's classes.
    /// </summary>
    internal static ModelShape Read(JsonSection config, ModelTask task)
    {
        if (!task.HasDecoder())
        {
            var hidden = First(config, 768, "hidden_size", "dim");
            return new ModelShape(
                hidden,
                First(config, 12, "num_attention_heads", "n_heads"),
                First(config, 4 * hidden, "intermediate_size", "hidden_dim")
            );
        }

        int width = First(config, 1_024, "d_model"),
            heads = First(config, 16, "encoder_attention_heads", "num_heads"),
            feed = First(config, 4 * width, "encoder_ffn_dim", "d_ff");
        var decoderHeads = First(config, heads, "decoder_attention_heads", "num_heads");
        return new ModelShape(
            width,
            heads,
            feed,
            First(config, First(config, 12, "num_layers"), "decoder_layers", "num_decoder_layers"),
            decoderHeads,
            First(config, feed, "decoder_ffn_dim"),
            config.Integer("d_kv") is > 0 and var size ? (int)Math.Min((long)size * decoderHeads, int.MaxValue) : width,
            First(config, First(config, 65_536, "vocab_size"), "decoder_vocab_size")
        )
        {
            IsRecurrent = config.Text("model_type") == RecurrentDecoder.ModelType,
        };
    }

    private static int First(JsonSection config, int otherwise, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (config.Integer(field) is > 0 and var number)
            {
                return number;
            }
        }

        return otherwise;
    }
}
