namespace TransformerService.Models.Requests;

/// <summary>The translations, one per text and in the texts' order.</summary>
public sealed record TranslationAnswer(
    string Model, VariantRole Variant, string Version, IReadOnlyList<TranslatedText> Translations, RequestTiming Timing);
