namespace TransformerService.Api.Contracts;

/// <summary>Where the difference is, sure at all looks together (95 %): the verdict is whether the margin lies outside.</summary>
public sealed record ShadowBoundsBody
{
    /// <summary>Lower end.</summary>
    /// <example>0.011</example>
    public required double Low { get; init; }

    /// <summary>Upper end.</summary>
    /// <example>0.047</example>
    public required double High { get; init; }
}
