using System.Globalization;

namespace TransformerService.Inference.Sessions;

/// <summary>Optimum's names for the inputs and outputs of an export's files.</summary>
internal static class TensorNames
{
    public const string InputIds = "input_ids";
    public const string AttentionMask = "attention_mask";
    public const string TypeIds = "token_type_ids";
    public const string PositionIds = "position_ids";
    public const string LastHiddenState = "last_hidden_state";
    public const string TokenEmbeddings = "token_embeddings";
    public const string SentenceEmbedding = "sentence_embedding";
    public const string EncoderMask = "encoder_attention_mask";
    public const string EncoderStates = "encoder_hidden_states";
    public const string UseCache = "use_cache_branch";
    public const string Logits = "logits";

    /// <summary>What a decoder that ends before the last product returns: the bytes that the product multiplies.</summary>
    public const string OutputLayerInput = "output_layer_input";
    private const string CrossAttentions = "cross_attentions.";
    private const string Past = "past_key_values.";
    private const string Present = "present.";

    /// <summary>The inputs that an encoder without a decoder may have.</summary>
    public static readonly IReadOnlyList<string> EncoderAlone = [InputIds, AttentionMask, TypeIds, PositionIds];

    /// <summary>The inputs that an encoder may have.</summary>
    public static readonly IReadOnlyList<string> Encoder = [InputIds, AttentionMask, PositionIds];

    /// <summary>The inputs that a decoder may have.</summary>
    public static readonly IReadOnlyList<string> Decoder = [InputIds, EncoderMask, EncoderStates, UseCache, Past];

    /// <summary>The inputs that a recurrent decoder may have: its cache does not tell the position.</summary>
    public static readonly IReadOnlyList<string> RecurrentDecoder = [.. Decoder, PositionIds];

    public static bool IsPast(string name) => name.StartsWith(Past, StringComparison.Ordinal);

    public static bool IsMask(string name) => name is AttentionMask or EncoderMask;

    /// <summary>Whether an input holds whole numbers: ids, masks and positions.</summary>
    public static bool IsIntegers(string name) => IsMask(name) || name is InputIds or TypeIds or PositionIds;

    /// <summary>Whether keys or values belong to the encoder's states, which are computed once and never change.</summary>
    public static bool IsCross(string name) => name.Contains(".encoder.", StringComparison.Ordinal);

    /// <summary>Whether a past input is a recurrent decoder's state, <c>[rows, size]</c>.</summary>
    public static bool IsState(string name) => IsPast(name) && name.EndsWith(".decoder.state", StringComparison.Ordinal);

    /// <summary>The output with a layer's cross-attention, <c>[batch, heads, target, source]</c>.</summary>
    public static string CrossAttention(int layer) => string.Create(CultureInfo.InvariantCulture, $"{CrossAttentions}{layer}");

    /// <summary>The output that becomes the past input <paramref name="past"/> of the next step.</summary>
    public static string PresentOf(string past) => string.Concat(Present, past.AsSpan(Past.Length));

    /// <summary>Returns Optimum's name for another exporter's name; <see langword="null"/> if it is unknown.</summary>
    public static string? UsualNameOf(string name) =>
        name.ToLowerInvariant() switch
        {
            "ids" or "input" or "inputs" or "input_word_ids" or "input.1" or "tokens" or "token_ids" or "decoder_input_ids" => InputIds,
            "mask" or "input_mask" or "attention_masks" or "masks" or "attn_mask" => AttentionMask,
            "segment_ids" or "token_types" or "type_ids" or "input_type_ids" or "token_type_id" => TypeIds,
            "positions" or "position" or "pos_ids" => PositionIds,
            _ => null,
        };
}
