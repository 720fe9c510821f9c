namespace TransformerService.Api.Contracts;

/// <summary>How often student and teacher gave these two labels to one text.</summary>
public sealed record ConfusionBody
{
    /// <summary>The student's best label.</summary>
    /// <example>POSITIVE</example>
    public required string Student { get; init; }

    /// <summary>The teacher's best label.</summary>
    /// <example>NEGATIVE</example>
    public required string Teacher { get; init; }

    /// <summary>Samples.</summary>
    /// <example>17</example>
    public required long Count { get; init; }
}
