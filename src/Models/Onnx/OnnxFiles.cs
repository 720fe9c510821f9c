namespace TransformerService.Models.Onnx;

/// <summary>
/// The full paths of an export's ONNX files: <see cref="Model"/> alone, or the encoder with one of three sets of decoders.
/// </summary>
public sealed record OnnxFiles
{
    /// <summary>The only file of an encoder without a decoder.</summary>
    public string? Model { get; init; }

    /// <summary>The encoder.</summary>
    public string? Encoder { get; init; }

    /// <summary>The decoder of the first step, or of every step if there is no cache.</summary>
    public string? Decoder { get; init; }

    /// <summary>The decoder of the later steps, which reads the keys and values of the earlier ones.</summary>
    public string? DecoderWithPast { get; init; }

    /// <summary>The decoder of all steps, which chooses inside by <c>use_cache_branch</c>.</summary>
    public string? DecoderMerged { get; init; }

    /// <summary>
    /// The rows of the last product, where the export has a lexical shortlist; the decoders then end before that product.
    /// </summary>
    public string? OutputLayer { get; init; }

    /// <summary>All files.</summary>
    public IEnumerable<string> All => new[] { Model, Encoder, Decoder, DecoderWithPast, DecoderMerged, OutputLayer }.OfType<string>();

    /// <summary>All decoders.</summary>
    public IEnumerable<string> Decoders => new[] { Decoder, DecoderWithPast, DecoderMerged }.OfType<string>();

    /// <summary>
    /// How the decoder caches keys and values: <c>split</c>, <c>merged</c> or <c>none</c>; <see langword="null"/> without a decoder.
    /// </summary>
    public string? DecoderKind =>
        Encoder is null ? null
        : DecoderWithPast is not null ? "split"
        : DecoderMerged is not null ? "merged"
        : "none";
}
