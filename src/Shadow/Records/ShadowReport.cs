namespace TransformerService.Shadow.Records;

/// <summary>How the student compares with the teacher, for one pair of versions.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Student">The side that is checked.</param>
/// <param name="Teacher">The side that checks.</param>
/// <param name="SampleRate">Share of the requests that are sampled, 0 to 1.</param>
/// <param name="Sampled">Texts that were chosen.</param>
/// <param name="Compared">Texts that both answered, each once.</param>
/// <param name="Dropped">Texts that found the queue full.</param>
/// <param name="Failed">Texts that the teacher did not answer.</param>
/// <param name="Queue">The samples that wait for the teacher now.</param>
/// <param name="Verdict">
/// The samples' verdict against <paramref name="Margin"/>; valid however often one looks (see docs/decisions/0010-shadow-statistics.md).
/// </param>
/// <param name="Margin">How much the student may differ.</param>
/// <param name="Bounds">The bounds of the difference over all looks together; the verdict is decided if the margin is outside.</param>
/// <param name="Since">When this pair of versions was first compared.</param>
/// <param name="Difference">How often the student differs, less the noise, never below 0. Its interval is for one look.</param>
/// <param name="Noise">How often the teacher differs from itself.</param>
/// <param name="Metrics">By name, e.g. <c>chrF</c> or <c>jsDivergence</c>.</param>
/// <param name="Windows">The last hour, the last 24 hours, and since this pair of versions was first compared.</param>
/// <param name="Slices">Kinds of text, first those in which the student most certainly differs.</param>
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
    ShadowCalibration? Calibration
)
{
    /// <summary>Repeated texts. A text counts once for a pair of versions: all other numbers here are from its first comparison.</summary>
    public long Repeated { get; init; }

    /// <summary>The hours in which samples were compared, the earliest first; the last week of them at most.</summary>
    public IReadOnlyList<ShadowHour> History { get; init; } = [];

    /// <summary>How a canary compares with the version whose calls it shares; <see langword="null"/> of other versions.</summary>
    public CanaryComparison? Canary { get; init; }

    /// <summary>When the teacher answers instead of this version; <see langword="null"/> for a model without a cascade.</summary>
    public CascadeReport? Cascade { get; init; }
}

/// <summary>
/// A 95 % confidence sequence of the difference: with that chance it contains the true difference at every look, so it is wider than an
/// interval.
/// </summary>
/// <param name="Low">Never below 0.</param>
/// <param name="High">At most 1.</param>
public sealed record ShadowBounds(double Low, double High);

/// <summary>The samples that wait for the teacher.</summary>
/// <param name="Length">How many wait.</param>
/// <param name="Capacity">How many may; beyond that samples are dropped.</param>
public sealed record ShadowQueue(int Length, int Capacity);

/// <summary>The comparison over a period of time.</summary>
/// <param name="Window"><c>1h</c>, <c>24h</c> or <c>version</c> (since this pair of versions was first compared).</param>
/// <param name="From">
/// Where it starts. Samples are counted by the hour, so it is the start of an hour, and at most one hour earlier than requested.
/// </param>
/// <param name="Difference">How often the student differs from the teacher, less the noise.</param>
/// <param name="Noise">How often the teacher differs from itself.</param>
/// <param name="Metrics">By name.</param>
public sealed record ShadowWindow(
    string Window,
    DateTimeOffset From,
    RateEstimate Difference,
    RateEstimate Noise,
    IReadOnlyDictionary<string, MeanEstimate> Metrics
);

/// <summary>The comparison in one hour, and how far it had come by its end.</summary>
/// <param name="Hour">The start of the hour, UTC.</param>
/// <param name="Difference">How often the student differed in it, less the noise of the hour.</param>
/// <param name="Bounds">The bounds of the difference after it, over all looks together.</param>
/// <param name="Compared">The samples that were compared by its end.</param>
public sealed record ShadowHour(DateTimeOffset Hour, RateEstimate Difference, ShadowBounds Bounds, long Compared);

/// <summary>One side of a comparison.</summary>
/// <param name="Variant">The variant's folder, or the address of another TransformerService.</param>
/// <param name="Version">The version that answers; <see langword="null"/> while it is unknown.</param>
/// <param name="State">Whether it answers.</param>
public sealed record ShadowVariant(string Variant, string? Version, ShadowVariantState State);

/// <summary>Whether one side of a comparison answers.</summary>
public enum ShadowVariantState
{
    /// <summary>Being read, warmed up and checked, or not yet asked.</summary>
    Loading,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>A version on disk that is not loaded now.</summary>
    Available,

    /// <summary>It could not be loaded.</summary>
    Failed,

    /// <summary>Another server that does not answer; it is retried.</summary>
    Unreachable,
}

/// <summary>The verdict of the samples on a student, against the margin that the operator set.</summary>
public enum ShadowVerdict
{
    /// <summary>Too few samples to decide.</summary>
    Undecided,

    /// <summary>It differs from its teacher, beyond what the teacher differs from itself, by less than the margin.</summary>
    Holds,

    /// <summary>It differs by more than the margin.</summary>
    Strays,
}

/// <summary>
/// How often the student differs on one kind of text, noise included. Each interval is 95 % by itself, not all of them together.
/// </summary>
/// <param name="Slice">The kind, e.g. <c>digits</c> or <c>length:17-64</c>.</param>
/// <param name="Rate">0 to 1.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="N">Samples of the kind.</param>
public sealed record ShadowSlice(string Slice, double Rate, double Low, double High, long N);

/// <summary>How far the student's confidence is from the teacher's rate of agreement.</summary>
/// <param name="ExpectedError">Expected calibration error against the teacher's labels, 0 to 1.</param>
/// <param name="N">Samples.</param>
/// <param name="Bins">Bins of the student's best score that hold samples, lowest first.</param>
public sealed record ShadowCalibration(double ExpectedError, long N, IReadOnlyList<CalibrationBin> Bins);

/// <summary>Samples whose best student score lies in one range.</summary>
/// <param name="From">The range's lower end, exclusive.</param>
/// <param name="To">The range's upper end, inclusive.</param>
/// <param name="Confidence">Mean of the student's best score.</param>
/// <param name="Agreement">Share of the samples in which the teacher gave the same label.</param>
/// <param name="N">Samples.</param>
public sealed record CalibrationBin(double From, double To, double Confidence, double Agreement, long N);

/// <summary>How often student and teacher gave these two labels to one text.</summary>
/// <param name="Student">The student's best label.</param>
/// <param name="Teacher">The teacher's best label.</param>
/// <param name="Count">Samples.</param>
public sealed record ConfusionEntry(string Student, string Teacher, long Count);

/// <summary>A mean with its interval.</summary>
/// <param name="Mean">The mean, in the metric's unit.</param>
/// <param name="Low">Lower end of the 95 % interval; <see langword="null"/> for a single sample of a metric that is not 0 or 1.</param>
/// <param name="High">Upper end of the 95 % interval, likewise.</param>
/// <param name="N">The number of samples.</param>
public sealed record MeanEstimate(double Mean, double? Low, double? High, long N);

/// <summary>A share of samples with its interval.</summary>
/// <param name="Rate">0 to 1; 0 without samples.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval; 1 without samples.</param>
/// <param name="N">The number of samples.</param>
public sealed record RateEstimate(double Rate, double Low, double High, long N);
