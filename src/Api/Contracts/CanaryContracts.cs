using TransformerService.Shadow.Records;

namespace TransformerService.Api.Contracts;

/// <summary>
/// A canary and the version whose calls it shares. Both answer the same sampled texts, and the teacher judges.
/// </summary>
public sealed record CanaryComparisonBody
{
    /// <summary>The version that answers the other calls.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string Against { get; init; }

    /// <summary>Texts that both and the teacher have answered, each once.</summary>
    /// <example>1200</example>
    public required long Compared { get; init; }

    /// <summary>Texts on which only the canary differs from the teacher.</summary>
    /// <example>14</example>
    public required long OnlyCanaryDiffers { get; init; }

    /// <summary>Texts on which only the other version differs from the teacher.</summary>
    /// <example>31</example>
    public required long OnlyCurrentDiffers { get; init; }

    /// <summary>How much more often the canary differs, −1 to 1; negative if it differs less often.</summary>
    /// <example>-0.014</example>
    public required double Excess { get; init; }

    /// <summary>The bounds of the excess, valid over all looks together: the verdict is decided if the margin is outside.</summary>
    public required ShadowBoundsBody Bounds { get; init; }

    /// <summary>How much more often the canary may differ.</summary>
    /// <example>0.01</example>
    public required double Margin { get; init; }

    /// <summary>notWorse, worse or undecided. Valid however often one looks.</summary>
    /// <example>notWorse</example>
    public required CanaryVerdict Verdict { get; init; }

    /// <summary>How its time compares; left out if promotion.maxLatencyRatio is not set.</summary>
    public CanaryLatencyBody? Latency { get; init; }
}

/// <summary>How long a canary takes, against the version whose calls it shares. Both are timed on the same texts.</summary>
public sealed record CanaryLatencyBody
{
    /// <summary>How many times as long as the other version it may take.</summary>
    /// <example>1.5</example>
    public required double MaxRatio { get; init; }

    /// <summary>Texts on which both were timed.</summary>
    /// <example>180</example>
    public required long Compared { get; init; }

    /// <summary>Texts on which it took longer than that.</summary>
    /// <example>12</example>
    public required long Slower { get; init; }

    /// <summary>Whether it surely takes longer on more than half of all texts. Valid however often one looks.</summary>
    /// <example>false</example>
    public required bool Slow { get; init; }
}
