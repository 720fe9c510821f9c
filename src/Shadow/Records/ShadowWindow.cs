namespace TransformerService.Shadow.Records;

/// <summary>The comparison over a stretch of time.</summary>
/// <param name="Window"><c>1h</c>, <c>24h</c> or <c>version</c> (since this pair of versions met).</param>
/// <param name="From">Where it starts. Samples are kept by the hour, so it is the start of an hour, and at most one hour earlier than asked for.</param>
/// <param name="Difference">How often the student differs from the teacher, noise taken off.</param>
/// <param name="Noise">How often the teacher differs from itself.</param>
/// <param name="Metrics">By name.</param>
public sealed record ShadowWindow(
    string Window, DateTimeOffset From, RateEstimate Difference, RateEstimate Noise, IReadOnlyDictionary<string, MeanEstimate> Metrics);
