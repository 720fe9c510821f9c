namespace TransformerService.Api.Contracts;

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

/// <summary>The comparison in one hour, and how far it had come by its end.</summary>
public sealed record ShadowHourBody
{
    /// <summary>The start of the hour.</summary>
    /// <example>2026-01-31T09:00:00+00:00</example>
    public required DateTimeOffset Hour { get; init; }

    /// <summary>How often the student differed in it, less the teacher's own noise.</summary>
    public required RateBody Difference { get; init; }

    /// <summary>The bounds of the difference after it, valid over all looks together.</summary>
    public required ShadowBoundsBody Bounds { get; init; }

    /// <summary>The samples that were compared by its end.</summary>
    /// <example>1840</example>
    public required long Compared { get; init; }
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
