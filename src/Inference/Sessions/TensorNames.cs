using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>The names that Optimum gives to what goes into and comes out of an export's files.</summary>
internal static class TensorNames
{
    public const string InputIds = "input_ids";
    public const string AttentionMask = "attention_mask";
    public const string LastHiddenState = "last_hidden_state";
    public const string EncoderMask = "encoder_attention_mask";
    public const string EncoderStates = "encoder_hidden_states";
    public const string UseCache = "use_cache_branch";
    public const string Logits = "logits";
    private const string Past = "past_key_values.";
    private const string Present = "present.";

    public static bool IsPast(string name) => name.StartsWith(Past, StringComparison.Ordinal);

    /// <summary>Whether keys or values are of the encoder's states: they are computed once and never change.</summary>
    public static bool IsCross(string name) => name.Contains(".encoder.", StringComparison.Ordinal);

    /// <summary>The output that becomes the past input <paramref name="past"/> of the next step.</summary>
    public static string PresentOf(string past) => string.Concat(Present, past.AsSpan(Past.Length));

    /// <summary>The type that a decoder's input must have, or <see langword="null"/> if the server does not know it.</summary>
    public static TensorElementType? TypeOfDecoderInput(string name) => name switch
    {
        InputIds or EncoderMask => TensorElementType.Int64,
        EncoderStates => TensorElementType.Float,
        UseCache => TensorElementType.Bool,
        _ => IsPast(name) ? TensorElementType.Float : null,
    };
}
