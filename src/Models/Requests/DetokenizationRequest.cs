namespace TransformerService.Models.Requests;

/// <summary>A call for the texts of token ids.</summary>
/// <param name="Ids">The ids of each text, in the order in which the texts go back.</param>
public sealed record DetokenizationRequest(IReadOnlyList<IReadOnlyList<int>> Ids) : InferenceRequest([])
{
    /// <summary>Whether special tokens are written too.</summary>
    public bool SpecialTokens { get; init; }

    public override int Count => Ids.Count;
}

/// <summary>The texts, one per list of ids and in their order.</summary>
public sealed record DetokenizationAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<string> Texts,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing);
