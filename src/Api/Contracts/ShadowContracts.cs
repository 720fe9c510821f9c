using TransformerService.Models.Manifests;
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

    /// <summary>Kinds of text, first those in which the student most certainly differs.</summary>
    public required IReadOnlyList<ShadowSliceBody> Slices { get; init; }

    /// <summary>A classifier's pairs of labels that differ, the most frequent first.</summary>
    public IReadOnlyList<ConfusionBody>? Confusion { get; init; }

    /// <summary>A classifier's confidence compared with the teacher's labels.</summary>
    public CalibrationBody? Calibration { get; init; }

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

/// <summary>Rate, cap and margin of a model's shadow.</summary>
public sealed record ShadowSettingsBody
{
    /// <summary>Share of the requests that are sampled, 0 to 1.</summary>
    /// <example>0.05</example>
    public required double SampleRate { get; init; }

    /// <summary>The most texts that are sampled in a second.</summary>
    /// <example>20</example>
    public required double MaxPerSecond { get; init; }

    /// <summary>How much the student may differ.</summary>
    /// <example>0.05</example>
    public required double Margin { get; init; }
}

/// <summary>What to change in a model's shadow; what is left out stays. Fields that are not listed here are refused.</summary>
public sealed record ShadowChangeBody
{
    /// <summary>Share of the requests that are sampled, 0 to 1.</summary>
    /// <example>0.1</example>
    [SampleRateRange]
    public double? SampleRate { get; init; }

    /// <summary>The most texts that are sampled in a second, above 0 to 1,000,000.</summary>
    /// <example>20</example>
    [MaxPerSecondRange]
    public double? MaxPerSecond { get; init; }

    /// <summary>How much the student may differ, above 0 and below 1.</summary>
    /// <example>0.05</example>
    [MarginRange]
    public double? Margin { get; init; }
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

/// <summary>The bounds of the difference, valid over all looks together (95 %): the verdict is decided if the margin is outside.</summary>
public sealed record ShadowBoundsBody
{
    /// <summary>Lower end.</summary>
    /// <example>0.011</example>
    public required double Low { get; init; }

    /// <summary>Upper end.</summary>
    /// <example>0.047</example>
    public required double High { get; init; }
}

/// <summary>The comparison over a period of time.</summary>
public sealed record ShadowWindowBody
{
    /// <summary>1h, 24h or version: since this pair of versions was first compared.</summary>
    /// <example>24h</example>
    public required string Window { get; init; }

    /// <summary>Where it starts; samples are counted by the hour.</summary>
    /// <example>2026-01-31T09:00:00+00:00</example>
    public required DateTimeOffset From { get; init; }

    /// <summary>How often the student differs from the teacher, less the teacher's own noise.</summary>
    public required RateBody Difference { get; init; }

    /// <summary>How often the teacher differs from itself.</summary>
    public required RateBody Noise { get; init; }

    /// <summary>Means by metric name.</summary>
    public required IReadOnlyDictionary<string, MeanBody> Metrics { get; init; }
}

/// <summary>How often the student differs on one kind of text, noise included.</summary>
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

/// <summary>A share of samples, with its 95 % interval.</summary>
public sealed record RateBody
{
    /// <summary>0 to 1; 0 without samples.</summary>
    /// <example>0.021</example>
    public required double Rate { get; init; }

    /// <summary>Lower end of the interval.</summary>
    /// <example>0.012</example>
    public required double Low { get; init; }

    /// <summary>Upper end of the interval.</summary>
    /// <example>0.036</example>
    public required double High { get; init; }

    /// <summary>The number of samples.</summary>
    /// <example>1204</example>
    public required long N { get; init; }
}

/// <summary>A mean over samples, with its 95 % interval.</summary>
public sealed record MeanBody
{
    /// <summary>In the metric's own unit.</summary>
    /// <example>91.4</example>
    public required double Mean { get; init; }

    /// <summary>Lower end of the interval; left out if a single sample does not give one.</summary>
    /// <example>90.2</example>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval, likewise.</summary>
    /// <example>92.6</example>
    public double? High { get; init; }

    /// <summary>The number of samples.</summary>
    /// <example>1204</example>
    public required long N { get; init; }
}

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

/// <summary>How far a classifier's confidence is from the teacher's rate of agreement.</summary>
public sealed record CalibrationBody
{
    /// <summary>Expected calibration error against the teacher's labels, 0 to 1.</summary>
    /// <example>0.02</example>
    public required double ExpectedError { get; init; }

    /// <summary>Samples.</summary>
    /// <example>1204</example>
    public required long N { get; init; }

    /// <summary>Ranges of the student's best score that hold samples, lowest first.</summary>
    public required IReadOnlyList<CalibrationBinBody> Bins { get; init; }
}

/// <summary>Samples whose best student score lies in one range.</summary>
public sealed record CalibrationBinBody
{
    /// <summary>The range's lower end, exclusive.</summary>
    /// <example>0.9</example>
    public required double From { get; init; }

    /// <summary>The range's upper end, inclusive.</summary>
    /// <example>1</example>
    public required double To { get; init; }

    /// <summary>Mean of the student's best score.</summary>
    /// <example>0.97</example>
    public required double Confidence { get; init; }

    /// <summary>Share of the samples in which the teacher gave the same label.</summary>
    /// <example>0.95</example>
    public required double Agreement { get; init; }

    /// <summary>Samples.</summary>
    /// <example>801</example>
    public required long N { get; init; }
}

/// <summary>A text to which student and teacher gave different answers.</summary>
public sealed record DisagreementBody
{
    /// <summary>Its id.</summary>
    /// <example>019b0c3c5d7e7c3f8a51f3f2c7d0a9be</example>
    public required string Id { get; init; }

    /// <summary>When it was compared.</summary>
    /// <example>2026-01-31T09:26:53+00:00</example>
    public required DateTimeOffset At { get; init; }

    /// <summary>The model's name.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>The student's version that answered.</summary>
    /// <example>3c4ae114bf43</example>
    public required string StudentVersion { get; init; }

    /// <summary>The teacher's version that answered.</summary>
    /// <example>3f2a9c01d4e7</example>
    public required string TeacherVersion { get; init; }

    /// <summary>How severe the difference is, 0 to 1.</summary>
    /// <example>0.62</example>
    public required double Severity { get; init; }

    /// <summary>The metrics by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The slices that the text belongs to.</summary>
    public required IReadOnlyList<string> Slices { get; init; }

    /// <summary>The text that was asked about.</summary>
    public required KeptTextBody Source { get; init; }

    /// <summary>The second text of a pair.</summary>
    public KeptTextBody? Pair { get; init; }

    /// <summary>The student's answer; a classifier's is its best label.</summary>
    public required KeptTextBody Student { get; init; }

    /// <summary>The teacher's answer.</summary>
    public required KeptTextBody Teacher { get; init; }
}

/// <summary>The stored form of a text.</summary>
public sealed record KeptTextBody
{
    /// <summary>Its length in code points.</summary>
    /// <example>34</example>
    public required int Length { get; init; }

    /// <summary>A keyed hash: equal texts have equal hashes.</summary>
    /// <example>9f86d081884c7d659a2feaa0c55ad015</example>
    public required string Hash { get; init; }

    /// <summary>The score that an answer came with; left out for a question.</summary>
    /// <example>-0.057</example>
    public double? Score { get; init; }

    /// <summary>
    /// The text without e-mail addresses, phone, card and IBAN numbers; left out unless Shadow:StoreText is on and the call has an admin's
    /// key.
    /// </summary>
    /// <example>Deux chiens jouent dans la neige.</example>
    public string? Text { get; init; }
}
