using TransformerService.Models.Manifests;

namespace TransformerService.Api.Contracts;

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
