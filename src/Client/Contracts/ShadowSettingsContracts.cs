namespace TransformerService.Client;

/// <summary>Rate, cap and margin of a model's shadow.</summary>
public sealed record ShadowSettings
{
    /// <summary>Share of the requests that are sampled, 0 to 1.</summary>
    public required double SampleRate { get; init; }

    /// <summary>The most texts that are sampled in a second.</summary>
    public required double MaxPerSecond { get; init; }

    /// <summary>How much the student may differ.</summary>
    public required double Margin { get; init; }
}

/// <summary>What to change in a model's shadow; what is left out stays.</summary>
public sealed record ShadowChange
{
    /// <summary>Share of the requests that are sampled, 0 to 1.</summary>
    public double? SampleRate { get; init; }

    /// <summary>The most texts that are sampled in a second, above 0 to 1,000,000.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>How much the student may differ, above 0 and below 1.</summary>
    public double? Margin { get; init; }
}
