namespace TransformerService.Shadow.Records;

/// <summary>What the teacher found of the student, of one pair of versions.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Student">Who is checked.</param>
/// <param name="Teacher">Who checks.</param>
/// <param name="SampleRate">Share of the requests that are sampled, 0 to 1.</param>
/// <param name="Sampled">Texts that were chosen.</param>
/// <param name="Compared">Texts that both answered, each once.</param>
/// <param name="Dropped">Texts that found the queue full.</param>
/// <param name="Failed">Texts that the teacher did not answer.</param>
/// <param name="Queue">What waits for the teacher now.</param>
/// <param name="Verdict">What the samples say against <paramref name="Margin"/>; holds at any time that one looks (see docs/decisions/0010-shadow-statistics.md).</param>
/// <param name="Margin">How much the student may differ.</param>
/// <param name="Bounds">Where the difference is, at all looks together; the verdict is whether the margin lies outside.</param>
/// <param name="Since">When this pair of versions met.</param>
/// <param name="Difference">How often the student differs, noise taken off, never below 0; its interval is that of one look.</param>
/// <param name="Noise">How often the teacher differs from itself.</param>
/// <param name="Metrics">By name, e.g. <c>chrF</c> or <c>jsDivergence</c>.</param>
/// <param name="Windows">The last hour, the last 24 hours, and since this pair of versions met.</param>
/// <param name="Slices">Kinds of text, those in which the student is surest to differ first.</param>
/// <param name="Confusion">A classifier's pairs of labels that differ, the most frequent first; the rest is left out.</param>
/// <param name="Calibration">A classifier's confidence against the teacher's labels.</param>
public sealed record ShadowReport(
    string Model,
    ShadowVariant Student,
    ShadowVariant Teacher,
    double SampleRate,
    long Sampled,
    long Compared,
    long Dropped,
    long Failed,
    ShadowQueue Queue,
    ShadowVerdict Verdict,
    double Margin,
    ShadowBounds Bounds,
    DateTimeOffset Since,
    RateEstimate Difference,
    RateEstimate Noise,
    IReadOnlyDictionary<string, MeanEstimate> Metrics,
    IReadOnlyList<ShadowWindow> Windows,
    IReadOnlyList<ShadowSlice> Slices,
    IReadOnlyList<ConfusionEntry>? Confusion,
    ShadowCalibration? Calibration)
{
    /// <summary>Texts that came again. A text counts once for a pair of versions: in all else here it is what was found when it came first.</summary>
    public long Repeated { get; init; }
}
