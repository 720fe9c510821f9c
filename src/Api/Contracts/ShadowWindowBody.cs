namespace TransformerService.Api.Contracts;

/// <summary>The comparison over a stretch of time.</summary>
public sealed record ShadowWindowBody
{
    /// <summary>1h, 24h or version: since this pair of versions met.</summary>
    /// <example>24h</example>
    public required string Window { get; init; }

    /// <summary>Where it starts; samples are kept by the hour.</summary>
    /// <example>2026-01-31T09:00:00+00:00</example>
    public required DateTimeOffset From { get; init; }

    /// <summary>How often the student differs from the teacher, the teacher's own noise taken off.</summary>
    public required RateBody Difference { get; init; }

    /// <summary>How often the teacher differs from itself.</summary>
    public required RateBody Noise { get; init; }

    /// <summary>Means by the metric's name.</summary>
    public required IReadOnlyDictionary<string, MeanBody> Metrics { get; init; }
}
