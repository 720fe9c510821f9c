using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>Which version is to answer a share of the calls. Fields that are not listed here are refused.</summary>
public sealed record CanaryBody
{
    /// <summary>student (default) or teacher.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>The version: its folder inside the variant's, or the version that answers carry. May be left out where share is 0.</summary>
    /// <example>2</example>
    public string? Version { get; init; }

    /// <summary>The share of the calls, 0 to 1; 0 ends the canary.</summary>
    /// <example>0.1</example>
    public required double Share { get; init; }
}
