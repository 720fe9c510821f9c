namespace TransformerService.Api.Contracts;

/// <summary>How often the student differs on one kind of text; noise is not taken off.</summary>
public sealed record ShadowSliceBody
{
    /// <summary>The kind.</summary>
    /// <example>digits</example>
    public required string Slice { get; init; }

    /// <summary>0 to 1.</summary>
    /// <example>0.08</example>
    public required double Rate { get; init; }

    /// <summary>Lower end of the 95 % interval.</summary>
    /// <example>0.05</example>
    public required double Low { get; init; }

    /// <summary>Upper end of the 95 % interval.</summary>
    /// <example>0.12</example>
    public required double High { get; init; }

    /// <summary>Samples of the kind.</summary>
    /// <example>310</example>
    public required long N { get; init; }
}
