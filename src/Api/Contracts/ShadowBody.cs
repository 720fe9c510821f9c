using TransformerService.Shadow.Records;

namespace TransformerService.Api.Contracts;

/// <summary>What the teacher found of the student, of the versions that are served now.</summary>
public sealed record ShadowBody
{
    /// <summary>The model's name.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>Who is checked.</summary>
    public required ShadowVariantBody Student { get; init; }

    /// <summary>Who checks.</summary>
    public required ShadowVariantBody Teacher { get; init; }

    /// <summary>Share of the requests that are sampled, 0 to 1.</summary>
    /// <example>0.05</example>
    public required double SampleRate { get; init; }

    /// <summary>Texts a second that are sampled at most; left out of a replay's report.</summary>
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

    /// <summary>What waits for the teacher now.</summary>
    public required ShadowQueueBody Queue { get; init; }

    /// <summary>holds, strays or undecided. Sure at any time that one looks: whether the student differs by less or more than the margin.</summary>
    /// <example>holds</example>
    public required ShadowVerdict Verdict { get; init; }

    /// <summary>How much the student may differ from the teacher beyond the teacher's own noise.</summary>
    /// <example>0.05</example>
    public required double Margin { get; init; }

    /// <summary>Where the difference is, sure at all looks together: the verdict is whether the margin lies outside.</summary>
    public required ShadowBoundsBody Bounds { get; init; }

    /// <summary>When this pair of versions met, by the hour.</summary>
    /// <example>2026-01-30T08:00:00+00:00</example>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How often the student differs from the teacher, the teacher's own noise taken off.</summary>
    public required RateBody Difference { get; init; }

    /// <summary>How often the teacher differs from itself in another batch.</summary>
    public required RateBody Noise { get; init; }

    /// <summary>Means by the metric's name.</summary>
    public required IReadOnlyDictionary<string, MeanBody> Metrics { get; init; }

    /// <summary>The last hour, the last 24 hours, and since this pair of versions met.</summary>
    public required IReadOnlyList<ShadowWindowBody> Windows { get; init; }

    /// <summary>Kinds of text, those in which the student is surest to differ first.</summary>
    public required IReadOnlyList<ShadowSliceBody> Slices { get; init; }

    /// <summary>A classifier's pairs of labels that differ, the most frequent first.</summary>
    public IReadOnlyList<ConfusionBody>? Confusion { get; init; }

    /// <summary>A classifier's confidence against the teacher's labels.</summary>
    public CalibrationBody? Calibration { get; init; }

    /// <summary>Where the findings are kept; left out of a replay's report.</summary>
    public ShadowStoreBody? Store { get; init; }
}
