namespace TransformerService.Client;

/// <summary>
/// A canary and the version whose calls it shares. Both answer the same sampled texts, and the teacher judges.
/// </summary>
public sealed record CanaryComparison
{
    /// <summary>The version that answers the other calls.</summary>
    public required string Against { get; init; }

    /// <summary>Texts that both and the teacher have answered, each once.</summary>
    public required long Compared { get; init; }

    /// <summary>Texts on which only the canary differs from the teacher.</summary>
    public required long OnlyCanaryDiffers { get; init; }

    /// <summary>Texts on which only the other version differs from the teacher.</summary>
    public required long OnlyCurrentDiffers { get; init; }

    /// <summary>How much more often the canary differs, −1 to 1; negative if it differs less often.</summary>
    public required double Excess { get; init; }

    /// <summary>The bounds of the excess, valid over all looks together: the verdict is decided if the margin is outside.</summary>
    public required ShadowBounds Bounds { get; init; }

    /// <summary>How much more often the canary may differ.</summary>
    public required double Margin { get; init; }

    /// <summary>notWorse, worse or undecided. Valid however often one looks.</summary>
    public required CanaryVerdict Verdict { get; init; }

    /// <summary>How its time compares; left out if promotion.maxLatencyRatio is not set.</summary>
    public CanaryLatency? Latency { get; init; }
}

/// <summary>How long a canary takes, against the version whose calls it shares. Both are timed on the same texts.</summary>
public sealed record CanaryLatency
{
    /// <summary>How many times as long as the other version it may take.</summary>
    public required double MaxRatio { get; init; }

    /// <summary>Texts on which both were timed.</summary>
    public required long Compared { get; init; }

    /// <summary>Texts on which it took longer than that.</summary>
    public required long Slower { get; init; }

    /// <summary>Whether it surely takes longer on more than half of all texts. Valid however often one looks.</summary>
    public required bool Slow { get; init; }
}

/// <summary>What the samples say of a canary, against the version whose calls it shares.</summary>
public enum CanaryVerdict
{
    /// <summary>Too few samples to decide.</summary>
    Undecided,

    /// <summary>It differs from the teacher at most by the margin more often.</summary>
    NotWorse,

    /// <summary>It differs from the teacher by more than the margin more often.</summary>
    Worse,
}
