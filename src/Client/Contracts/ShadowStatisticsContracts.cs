namespace TransformerService.Client;

/// <summary>The bounds of the difference, valid over all looks together (95 %): the verdict is decided if the margin is outside.</summary>
public sealed record ShadowBounds
{
    /// <summary>Lower end.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end.</summary>
    public required double High { get; init; }
}

/// <summary>The comparison over a period of time.</summary>
public sealed record ShadowWindow
{
    /// <summary>1h, 24h or version: since this pair of versions was first compared.</summary>
    public required string Window { get; init; }

    /// <summary>Where it starts; samples are counted by the hour.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>How often the student differs from the teacher, less the teacher's own noise.</summary>
    public required RateEstimate Difference { get; init; }

    /// <summary>How often the teacher differs from itself.</summary>
    public required RateEstimate Noise { get; init; }

    /// <summary>Means by metric name.</summary>
    public required IReadOnlyDictionary<string, MeanEstimate> Metrics { get; init; }
}

/// <summary>The comparison in one hour, and how far it had come by its end.</summary>
public sealed record ShadowHour
{
    /// <summary>The start of the hour.</summary>
    public required DateTimeOffset Hour { get; init; }

    /// <summary>How often the student differed in it, less the teacher's own noise.</summary>
    public required RateEstimate Difference { get; init; }

    /// <summary>The bounds of the difference after it, valid over all looks together.</summary>
    public required ShadowBounds Bounds { get; init; }

    /// <summary>The samples that were compared by its end.</summary>
    public required long Compared { get; init; }
}

/// <summary>How often the student differs on one kind of text, noise included.</summary>
public sealed record ShadowSlice
{
    /// <summary>The kind.</summary>
    public required string Slice { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Rate { get; init; }

    /// <summary>Lower end of the 95 % interval.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end of the 95 % interval.</summary>
    public required double High { get; init; }

    /// <summary>Samples of the kind.</summary>
    public required long N { get; init; }
}

/// <summary>A share of samples, with its 95 % interval.</summary>
public sealed record RateEstimate
{
    /// <summary>0 to 1; 0 without samples.</summary>
    public required double Rate { get; init; }

    /// <summary>Lower end of the interval.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public required double High { get; init; }

    /// <summary>The number of samples.</summary>
    public required long N { get; init; }
}

/// <summary>A mean over samples, with its 95 % interval.</summary>
public sealed record MeanEstimate
{
    /// <summary>In the metric's own unit.</summary>
    public required double Mean { get; init; }

    /// <summary>Lower end of the interval; left out if a single sample does not give one.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval, likewise.</summary>
    public double? High { get; init; }

    /// <summary>The number of samples.</summary>
    public required long N { get; init; }
}

/// <summary>How often student and teacher gave these two labels to one text.</summary>
public sealed record LabelConfusion
{
    /// <summary>The student's best label.</summary>
    public required string Student { get; init; }

    /// <summary>The teacher's best label.</summary>
    public required string Teacher { get; init; }

    /// <summary>Samples.</summary>
    public required long Count { get; init; }
}

/// <summary>How far a classifier's confidence is from the teacher's rate of agreement.</summary>
public sealed record Calibration
{
    /// <summary>Expected calibration error against the teacher's labels, 0 to 1.</summary>
    public required double ExpectedError { get; init; }

    /// <summary>Samples.</summary>
    public required long N { get; init; }

    /// <summary>Ranges of the student's best score that hold samples, lowest first.</summary>
    public required IReadOnlyList<CalibrationBin> Bins { get; init; }
}

/// <summary>Samples whose best student score lies in one range.</summary>
public sealed record CalibrationBin
{
    /// <summary>The range's lower end, exclusive.</summary>
    public required double From { get; init; }

    /// <summary>The range's upper end, inclusive.</summary>
    public required double To { get; init; }

    /// <summary>Mean of the student's best score.</summary>
    public required double Confidence { get; init; }

    /// <summary>Share of the samples in which the teacher gave the same label.</summary>
    public required double Agreement { get; init; }

    /// <summary>Samples.</summary>
    public required long N { get; init; }
}
