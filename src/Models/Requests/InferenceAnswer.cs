namespace TransformerService.Models.Requests;

/// <summary>What answers of every task have.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Variant">The variant that answered.</param>
/// <param name="Version">The version that answered: the start of its content hash.</param>
/// <param name="Timing">Where the time went.</param>
public abstract record InferenceAnswer(string Model, VariantRole Variant, string Version, RequestTiming Timing)
{
    /// <summary>What the model read, one for each text or document, in their order.</summary>
    public IReadOnlyList<ReadText> Read { get; init; } = [];
}

/// <summary>How much of a text the model read.</summary>
/// <param name="InputTokens">Tokens, special tokens included.</param>
/// <param name="Truncated">Whether the text was longer than the model can read, and was truncated.</param>
public readonly record struct ReadText(int InputTokens, bool Truncated);
