namespace TransformerService.Distillation.Modeling;

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
