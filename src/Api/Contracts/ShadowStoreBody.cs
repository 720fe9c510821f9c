namespace TransformerService.Api.Contracts;

/// <summary>Where the findings are kept.</summary>
public sealed record ShadowStoreBody
{
    /// <summary>sqlite or postgresql.</summary>
    /// <example>sqlite</example>
    public required string Kind { get; init; }

    /// <summary>available, or unavailable: then the report is of this process alone, since its start.</summary>
    /// <example>available</example>
    public required string State { get; init; }

    /// <summary>Calls of the store that failed, since the start. A write that failed is tried again.</summary>
    /// <example>0</example>
    public required long Failures { get; init; }

    /// <summary>Samples that were counted but not kept, for want of room while the store failed, since the start.</summary>
    /// <example>0</example>
    public required long LostSamples { get; init; }

    /// <summary>Comparisons that are not written yet; they are in the report.</summary>
    /// <example>12</example>
    public required long Unwritten { get; init; }

    /// <summary>Texts that were sampled by processes which were killed before their outcome was written.</summary>
    /// <example>0</example>
    public required long LostInCrashes { get; init; }
}
