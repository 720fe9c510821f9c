namespace TransformerService.Distillation.Modeling;

/// <summary>
/// The shape of an encoder that classifies, as Hugging Face's DistilBERT has it (Sanh et al. 2019, https://arxiv.org/abs/1910.01108):
/// post-norm layers, learned positions, exact GELU, and a head of two layers on the first position.
/// </summary>
internal sealed record DistilBertShape
{
    /// <summary>Number of pieces, including special tokens.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Features of a position (<c>dim</c>).</summary>
    public required int ModelSize { get; init; }

    /// <summary>Attention heads; divides <see cref="ModelSize"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>Number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Features inside the feed-forward networks (<c>hidden_dim</c>).</summary>
    public required int FeedForward { get; init; }

    /// <summary>Longest sequence.</summary>
    public int MaxPositions { get; init; } = 512;

    /// <summary>Id of the padding token.</summary>
    public int PadTokenId { get; init; }

    /// <summary>The classes, in the order of their logits.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The dropout that the encoder was trained with; config.json states it.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>The dropout before the last layer.</summary>
    public double ClassifierDropout { get; init; } = 0.2;
}
