using System.ComponentModel.DataAnnotations;

namespace TransformerService.Models.Manifests;

/// <summary>
/// The values that the settings of shadow mode may have: in the configuration, in model.json, and in calls that change them. The attributes
/// below are the same ranges for options and for the API's description.
/// </summary>
public static class ShadowRanges
{
    /// <summary>Of the sample rate.</summary>
    public static NumberRange SampleRate { get; } = new(0, 1);

    /// <summary>Of the most texts that are sampled in a second.</summary>
    public static NumberRange MaxPerSecond { get; } = new(0, 1_000_000, LeastIsExclusive: true);

    /// <summary>Of the margin.</summary>
    public static NumberRange Margin { get; } = new(0, 1, LeastIsExclusive: true, MostIsExclusive: true);

    /// <summary>Of the share of texts that a cascade's teacher answers.</summary>
    public static NumberRange Budget { get; } = new(0, 0.5);

    /// <summary>Of the milliseconds that a request waits for a cascade's teacher.</summary>
    public static NumberRange MaxWait { get; } = new(1, 60_000);

    /// <summary>Of how many times as long as the current version a canary may take.</summary>
    public static NumberRange LatencyRatio { get; } = new(0.1, 100);

    /// <summary>Of the texts that must be compared before a canary is promoted.</summary>
    public static NumberRange MinSamples { get; } = new(1, 1_000_000);
}

/// <summary>A range of a setting of shadow mode.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ShadowRangeAttribute : RangeAttribute
{
    private protected ShadowRangeAttribute(NumberRange range)
        : base(range.Least, range.Most) => (MinimumIsExclusive, MaximumIsExclusive) = (range.LeastIsExclusive, range.MostIsExclusive);
}

/// <summary>The range of a sample rate.</summary>
public sealed class SampleRateRangeAttribute() : ShadowRangeAttribute(ShadowRanges.SampleRate);

/// <summary>The range of the most texts that are sampled in a second.</summary>
public sealed class MaxPerSecondRangeAttribute() : ShadowRangeAttribute(ShadowRanges.MaxPerSecond);

/// <summary>The range of a cascade's budget.</summary>
public sealed class BudgetRangeAttribute() : ShadowRangeAttribute(ShadowRanges.Budget);

/// <summary>The range of a margin.</summary>
public sealed class MarginRangeAttribute() : ShadowRangeAttribute(ShadowRanges.Margin);

/// <summary>The range of how many times as long as the current version a canary may take.</summary>
public sealed class LatencyRatioRangeAttribute() : ShadowRangeAttribute(ShadowRanges.LatencyRatio);
