namespace TransformerService.Client;

/// <summary>How the student compares with the teacher, for the versions that are served now.</summary>
public sealed record ShadowReport
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The side that is checked.</summary>
    public required ShadowSide Student { get; init; }

    /// <summary>The side that checks.</summary>
    public required ShadowSide Teacher { get; init; }

    /// <summary>Share of the requests that are sampled, 0 to 1.</summary>
    public required double SampleRate { get; init; }

    /// <summary>The most texts that are sampled in a second; left out of a replay's report.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>Texts that were chosen.</summary>
    public required long Sampled { get; init; }

    /// <summary>Texts that both answered, each once.</summary>
    public required long Compared { get; init; }

    /// <summary>Chosen texts that were compared before, for this pair of versions; they count in nothing else.</summary>
    public long Repeated { get; init; }

    /// <summary>Chosen texts that found the queue full.</summary>
    public required long Dropped { get; init; }

    /// <summary>Chosen texts that the teacher did not answer.</summary>
    public required long Failed { get; init; }

    /// <summary>The samples that wait for the teacher now.</summary>
    public required ShadowQueue Queue { get; init; }

    /// <summary>
    /// holds, strays or undecided: whether the student differs by less or more than the margin. Valid however often one looks.
    /// </summary>
    public required ShadowVerdict Verdict { get; init; }

    /// <summary>How much the student may differ from the teacher beyond the teacher's own noise.</summary>
    public required double Margin { get; init; }

    /// <summary>The bounds of the difference, valid over all looks together: the verdict is decided if the margin is outside.</summary>
    public required ShadowBounds Bounds { get; init; }

    /// <summary>When this pair of versions was first compared, by the hour.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How often the student differs from the teacher, less the teacher's own noise.</summary>
    public required RateEstimate Difference { get; init; }

    /// <summary>How often the teacher differs from itself in another batch.</summary>
    public required RateEstimate Noise { get; init; }

    /// <summary>Means by metric name.</summary>
    public required IReadOnlyDictionary<string, MeanEstimate> Metrics { get; init; }

    /// <summary>The last hour, the last 24 hours, and since this pair of versions was first compared.</summary>
    public required IReadOnlyList<ShadowWindow> Windows { get; init; }

    /// <summary>
    /// The hours in which samples were compared, the earliest first; the last week of them at most. It shows how the verdict came about.
    /// </summary>
    public IReadOnlyList<ShadowHour> History { get; init; } = [];

    /// <summary>Kinds of text, first those in which the student most certainly differs.</summary>
    public required IReadOnlyList<ShadowSlice> Slices { get; init; }

    /// <summary>A classifier's pairs of labels that differ, the most frequent first.</summary>
    public IReadOnlyList<LabelConfusion>? Confusion { get; init; }

    /// <summary>A classifier's confidence compared with the teacher's labels.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>
    /// How a canary compares with the version whose calls it shares; left out of the reports of other versions.
    /// </summary>
    public CanaryComparison? Canary { get; init; }

    /// <summary>When the teacher answers instead of this version; left out for a model without a cascade.</summary>
    public CascadeReport? Cascade { get; init; }

    /// <summary>Where the findings are kept; left out of a replay's report.</summary>
    public ShadowStore? Store { get; init; }
}

/// <summary>One side of the comparison.</summary>
public sealed record ShadowSide
{
    /// <summary>The variant's folder, or the address of another server.</summary>
    public required string Variant { get; init; }

    /// <summary>The version that answers; left out while it is unknown.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// loading, ready, available (a version on disk that is not loaded now), failed, or unreachable: another server that does not answer
    /// now.
    /// </summary>
    public required ShadowSideState State { get; init; }

    /// <summary>Why it does not answer; left out if it does.</summary>
    public string? Detail { get; init; }
}

/// <summary>The samples that wait for the teacher.</summary>
public sealed record ShadowQueue
{
    /// <summary>How many samples wait.</summary>
    public required int Length { get; init; }

    /// <summary>How many samples may wait; more are dropped.</summary>
    public required int Capacity { get; init; }
}

/// <summary>Where the findings are kept.</summary>
public sealed record ShadowStore
{
    /// <summary>sqlite or postgresql.</summary>
    public required string Kind { get; init; }

    /// <summary>available or unavailable. If unavailable, the report covers this process alone, since its start.</summary>
    public required string State { get; init; }

    /// <summary>Calls of the store that failed, since the start. A write that failed is retried.</summary>
    public required long Failures { get; init; }

    /// <summary>Samples that were counted but not kept, for lack of room while the store failed, since the start.</summary>
    public required long LostSamples { get; init; }

    /// <summary>Comparisons that are not written yet; they are in the report.</summary>
    public required long Unwritten { get; init; }

    /// <summary>Texts sampled by processes that were killed before the outcome was written.</summary>
    public required long LostInCrashes { get; init; }
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

/// <summary>Whether one side of a comparison answers.</summary>
public enum ShadowSideState
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
