namespace TransformerService.Shadow.Records;

/// <summary>One side of a comparison.</summary>
/// <param name="Variant">The variant's folder, or the address of another TransformerService.</param>
/// <param name="Version">The version that answers; <see langword="null"/> while none is known.</param>
/// <param name="State">Whether it answers.</param>
public sealed record ShadowVariant(string Variant, string? Version, ShadowVariantState State);
