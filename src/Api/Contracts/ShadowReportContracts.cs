using TransformerService.Shadow.Records;

namespace TransformerService.Api.Contracts;

/// <summary>How the student compares with the teacher, for the versions that are served now.</summary>
public sealed record ShadowBody
{
    /// <summary>The model's name.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>The side that is checked.</summary>
    public required ShadowVariantBody Student { get; init; }

    /// <summary>The side that checks.</summary>
    public required ShadowVariantBody Teacher { get; init; }

    /// <summary>Share of the requests that are sampled, 0 to 1.</summary>
    /// <example>0.05</example>
    public required double SampleRate { get; init; }

    /// <summary>The most texts that are sampled in a second; left out of a replay's report.</summary>
    /// <example>20</example>
    public double? MaxPerSecond { get; init; }

    /// <summary>Texts that were chosen.</summary>
    /// <example>1540</example>
    public required long Sampled { get; init; }

    /// <summary>Texts that both answered, each once.</summary>
    /// <example>1204</example>
    public required long Compared { get; init; }

    /// <summary>Chosen texts that were compared before, for this pair of versions; they count in nothing else.</summary>
    /// <example>310</example>
    public long Repeated { get; init; }

    /// <summary>Chosen texts that found the queue full.</summary>
    /// <example>22</example>
    public required long Dropped { get; init; }

    /// <summary>Chosen texts that the teacher did not answer.</summary>
    /// <example>4</example>
    public required long Failed { get; init; }

    /// <summary>The samples that wait for the teacher now.</summary>
    public required ShadowQueueBody Queue { get; init; }

    /// <summary>
    /// holds, strays or undecided: whether the student differs by less or more than the margin. Valid however often one looks.
    /// </summary>
    /// <example>holds</example>
    public required ShadowVerdict Verdict { get; init; }

    /// <summary>How much the student may differ from the teacher beyond the teacher's own noise.</summary>
    /// <example>0.05</example>
    public required double Margin { get; init; }

    /// <summary>The bounds of the difference, valid over all looks together: the verdict is decided if the margin is outside.</summary>
    public required ShadowBoundsBody Bounds { get; init; }

    /// <summary>When this pair of versions was first compared, by the hour.</summary>
    /// <example>2026-01-30T08:00:00+00:00</example>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How often the student differs from the teacher, less the teacher's own noise.</summary>
    public required RateBody Difference { get; init; }

    /// <summary>How often the teacher differs from itself in another batch.</summary>
    public required RateBody Noise { get; init; }

    /// <summary>Means by metric name.</summary>
    public required IReadOnlyDictionary<string, MeanBody> Metrics { get; init; }

    /// <summary>The last hour, the last 24 hours, and since this pair of versions was first compared.</summary>
    public required IReadOnlyList<ShadowWindowBody> Windows { get; init; }

    /// <summary>
    /// The hours in which samples were compared, the earliest first; the last week of them at most. It shows how the verdict came about.
    /// </summary>
    public required IReadOnlyList<ShadowHourBody> History { get; init; }

    /// <summary>Kinds of text, first those in which the student most certainly differs.</summary>
    public required IReadOnlyList<ShadowSliceBody> Slices { get; init; }

    /// <summary>A classifier's pairs of labels that differ, the most frequent first.</summary>
    public IReadOnlyList<ConfusionBody>? Confusion { get; init; }

    /// <summary>A classifier's confidence compared with the teacher's labels.</summary>
    public CalibrationBody? Calibration { get; init; }

    /// <summary>
    /// How a canary compares with the version whose calls it shares; left out of the reports of other versions. See docs/versions.md.
    /// </summary>
    public CanaryComparisonBody? Canary { get; init; }

    /// <summary>When the teacher answers instead of this version; left out for a model without a cascade.</summary>
    public CascadeReportBody? Cascade { get; init; }

    /// <summary>Where the findings are kept; left out of a replay's report.</summary>
    public ShadowStoreBody? Store { get; init; }
}

/// <summary>One side of the comparison.</summary>
public sealed record ShadowVariantBody
{
    /// <summary>The variant's folder, or the address of another server.</summary>
    /// <example>teacher</example>
    public required string Variant { get; init; }

    /// <summary>The version that answers; left out while it is unknown.</summary>
    /// <example>3f2a9c01d4e7</example>
    public string? Version { get; init; }

    /// <summary>
    /// loading, ready, available (a version on disk that is not loaded now), failed, or unreachable: another server that does not answer
    /// now.
    /// </summary>
    /// <example>ready</example>
    public required ShadowVariantState State { get; init; }

    /// <summary>Why it does not answer; left out if it does.</summary>
    /// <example>It has not been asked yet.</example>
    public string? Detail { get; init; }
}

/// <summary>The samples that wait for the teacher.</summary>
public sealed record ShadowQueueBody
{
    /// <summary>How many samples wait.</summary>
    /// <example>3</example>
    public required int Length { get; init; }

    /// <summary>How many samples may wait; more are dropped.</summary>
    /// <example>256</example>
    public required int Capacity { get; init; }
}

/// <summary>Where the findings are kept.</summary>
public sealed record ShadowStoreBody
{
    /// <summary>sqlite or postgresql.</summary>
    /// <example>sqlite</example>
    public required string Kind { get; init; }

    /// <summary>available or unavailable. If unavailable, the report covers this process alone, since its start.</summary>
    /// <example>available</example>
    public required string State { get; init; }

    /// <summary>Calls of the store that failed, since the start. A write that failed is retried.</summary>
    /// <example>0</example>
    public required long Failures { get; init; }

    /// <summary>Samples that were counted but not kept, for lack of room while the store failed, since the start.</summary>
    /// <example>0</example>
    public required long LostSamples { get; init; }

    /// <summary>Comparisons that are not written yet; they are in the report.</summary>
    /// <example>12</example>
    public required long Unwritten { get; init; }

    /// <summary>Texts sampled by processes that were killed before the outcome was written.</summary>
    /// <example>0</example>
    public required long LostInCrashes { get; init; }
}
