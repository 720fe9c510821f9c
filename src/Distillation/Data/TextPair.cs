namespace TransformerService.Distillation.Data;

/// <summary>A text and its translation.</summary>
/// <param name="Source">The text.</param>
/// <param name="Target">Its translation.</param>
/// <param name="Weight">How much the pair counts in the loss; above 0, and 1 for an ordinary pair.</param>
internal sealed record TextPair(string Source, string Target, float Weight = 1)
{
    /// <summary>How often training takes it.</summary>
    public Draw Draw { get; init; } = Draw.Once;
}
