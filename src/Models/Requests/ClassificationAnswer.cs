namespace TransformerService.Models.Requests;

/// <summary>The classifications, one per text and in the texts' order.</summary>
public sealed record ClassificationAnswer(
    string Model, VariantRole Variant, string Version, IReadOnlyList<ClassifiedText> Results, RequestTiming Timing);
