using TransformerService.Models;

namespace TransformerService.Api.Contracts;

/// <summary>Which variant is to go back to the version before. Fields that are not listed here are refused.</summary>
public sealed record RollbackBody
{
    /// <summary>student (default) or teacher.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }
}
