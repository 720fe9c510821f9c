namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>The function between the two products of a feed-forward network.</summary>
internal enum FeedForwardActivation
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x · σ(x), which Helsinki-NLP's Marian models use.</summary>
    Swish,
}
