namespace TransformerService.Shadow.Records;

/// <summary>
/// How a canary compares with the version whose calls it shares: both answer the same sampled texts, and the teacher judges.
/// </summary>
/// <param name="Against">The version that answers the other calls.</param>
/// <param name="Compared">Texts that both and the teacher have answered, each once.</param>
/// <param name="OnlyCanaryDiffers">Texts on which the canary differs from the teacher and the other version does not.</param>
/// <param name="OnlyCurrentDiffers">Texts on which the other version differs and the canary does not.</param>
/// <param name="Excess">How much more often the canary differs, −1 to 1; negative if it differs less often.</param>
/// <param name="Bounds">The bounds of the excess over all looks together (95 %).</param>
/// <param name="Margin">How much more often the canary may differ.</param>
/// <param name="Verdict">Whether the bounds are on one side of the margin; valid however often one looks.</param>
public sealed record CanaryComparison(
    string Against,
    long Compared,
    long OnlyCanaryDiffers,
    long OnlyCurrentDiffers,
    double Excess,
    ShadowBounds Bounds,
    double Margin,
    CanaryVerdict Verdict
)
{
    /// <summary>How its time compares; <see langword="null"/> if the model's settings do not limit it.</summary>
    public CanaryLatency? Latency { get; init; }
}

/// <summary>How long a canary takes, against the version whose calls it shares: both are timed on the same texts.</summary>
/// <param name="MaxRatio">How many times as long as the other version it may take.</param>
/// <param name="Compared">Texts on which both were timed.</param>
/// <param name="Slower">Texts on which it took longer than that.</param>
/// <param name="IsSlow">Whether it surely takes longer on more than half of all texts; valid however often one looks.</param>
public sealed record CanaryLatency(double MaxRatio, long Compared, long Slower, bool IsSlow);

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
