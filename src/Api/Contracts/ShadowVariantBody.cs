using TransformerService.Shadow.Records;

namespace TransformerService.Api.Contracts;

/// <summary>One side of the comparison.</summary>
public sealed record ShadowVariantBody
{
    /// <summary>The variant's folder, or the address of another server.</summary>
    /// <example>teacher</example>
    public required string Variant { get; init; }

    /// <summary>The version that answers; left out while none is known.</summary>
    /// <example>3f2a9c01d4e7</example>
    public string? Version { get; init; }

    /// <summary>loading, ready, available (a version on disk that is not loaded now), failed, or unreachable: another server that does not answer now.</summary>
    /// <example>ready</example>
    public required ShadowVariantState State { get; init; }

    /// <summary>Why it does not answer; left out if it does.</summary>
    /// <example>It has not been asked yet.</example>
    public string? Detail { get; init; }
}
