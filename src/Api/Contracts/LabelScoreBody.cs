namespace TransformerService.Api.Contracts;

/// <summary>A label and its probability.</summary>
public sealed record LabelScoreBody
{
    /// <summary>The label's name.</summary>
    /// <example>POSITIVE</example>
    public required string Label { get; init; }

    /// <summary>Its probability, 0 to 1: over all labels, or of this label alone where a text may have several.</summary>
    /// <example>0.996767</example>
    public required double Score { get; init; }
}
