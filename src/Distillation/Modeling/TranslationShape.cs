namespace TransformerService.Distillation.Modeling;

/// <summary>
/// The shape of a translation Transformer (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762) as Hugging Face's MarianMT has it:
/// post-norm layers, sinusoidal positions (sines in the first half of the features, cosines in the second), embeddings scaled by
/// √<see cref="ModelSize"/> and shared by encoder, decoder and output, a bias on the output.
/// </summary>
public sealed record TranslationShape
{
    /// <summary>Number of pieces, including special tokens; the last one is padding and starts the decoder.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Features of a position (<c>d_model</c>).</summary>
    public required int ModelSize { get; init; }

    /// <summary>Attention heads; divides <see cref="ModelSize"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>Layers of the encoder.</summary>
    public required int EncoderLayers { get; init; }

    /// <summary>Layers of the decoder.</summary>
    public required int DecoderLayers { get; init; }

    /// <summary>How the decoder's layers read the tokens before. MarianMT has attention.</summary>
    public DecoderType Decoder { get; init; }

    /// <summary>Features inside the feed-forward networks.</summary>
    public required int FeedForward { get; init; }

    /// <summary>Longest sequence unless set otherwise.</summary>
    internal const int Positions = 256;

    /// <summary>Longest sequence.</summary>
    public int MaxPositions { get; init; } = Positions;

    /// <summary>Id of the padding token.</summary>
    public int PadTokenId => Vocabulary - 1;

    /// <summary>Id of the end token.</summary>
    public int EosTokenId { get; }
}

/// <summary>How each layer of a decoder reads the tokens before.</summary>
public enum DecoderType
{
    /// <summary>Causal self-attention (Vaswani et al. 2017): keys and values of every token are kept.</summary>
    Attention,

    /// <summary>
    /// A Simpler Simple Recurrent Unit (Kim et al. 2019, https://aclanthology.org/D19-5632): one vector is kept, whatever the length.
    /// </summary>
    Ssru,
}
