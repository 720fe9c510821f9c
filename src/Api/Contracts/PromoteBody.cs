using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>Which version is to answer. Fields that are not listed here are refused.</summary>
public sealed record PromoteBody
{
    /// <summary>student (default) or teacher.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>The version: its folder inside the variant's, or the version that answers carry.</summary>
    /// <example>2</example>
    public required string Version { get; init; }
}
