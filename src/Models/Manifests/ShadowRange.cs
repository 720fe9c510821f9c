using System.ComponentModel.DataAnnotations;

namespace TransformerService.Models.Manifests;

/// <summary>
/// The values that a setting of shadow mode may have. As an attribute it checks the configuration and describes the API; model.json and the
/// calls that change a setting use the same rule from <see cref="ShadowRanges"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class ShadowRangeAttribute : RangeAttribute
{
    private protected ShadowRangeAttribute(double minimum, double maximum, string allowed)
        : base(minimum, maximum) => Allowed = allowed;

    /// <summary>The range in words, as they follow "must be".</summary>
    public string Allowed { get; }

    /// <summary>Whether a value is in the range. NaN is not.</summary>
    public bool Contains(double value) => IsValid(value);
}

/// <summary>The range of a sample rate.</summary>
public sealed class SampleRateRangeAttribute : ShadowRangeAttribute
{
    /// <summary>Creates it.</summary>
    public SampleRateRangeAttribute()
        : base(0, 1, "from 0 to 1") { }
}

/// <summary>The range of the most texts that are sampled in a second.</summary>
public sealed class MaxPerSecondRangeAttribute : ShadowRangeAttribute
{
    /// <summary>Creates it.</summary>
    public MaxPerSecondRangeAttribute()
        : base(0, 1_000_000, "above 0, to 1,000,000") => MinimumIsExclusive = true;
}

/// <summary>The range of a margin.</summary>
public sealed class MarginRangeAttribute : ShadowRangeAttribute
{
    /// <summary>Creates it.</summary>
    public MarginRangeAttribute()
        : base(0, 1, "above 0 and below 1") => MinimumIsExclusive = MaximumIsExclusive = true;
}

/// <summary>The ranges of shadow mode's settings.</summary>
public static class ShadowRanges
{
    /// <summary>Of the sample rate.</summary>
    public static ShadowRangeAttribute SampleRate { get; } = new SampleRateRangeAttribute();

    /// <summary>Of the most texts that are sampled in a second.</summary>
    public static ShadowRangeAttribute MaxPerSecond { get; } = new MaxPerSecondRangeAttribute();

    /// <summary>Of the margin.</summary>
    public static ShadowRangeAttribute Margin { get; } = new MarginRangeAttribute();
}
