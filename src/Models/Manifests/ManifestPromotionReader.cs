using System.Globalization;
using TransformerService.Models.Files;

namespace TransformerService.Models.Manifests;

/// <summary>Reads a model.json's <c>promotion</c>.</summary>
internal static class ManifestPromotionReader
{
    private const string Mode = "mode",
        MinSamples = "minSamples",
        MaxDuration = "maxDuration",
        Margin = "margin",
        MaxLatencyRatio = "maxLatencyRatio";

    private static readonly string[] KnownFields = [Mode, Margin, MinSamples, MaxDuration, MaxLatencyRatio];

    /// <summary>Returns the settings, or <see langword="null"/> if there are none.</summary>
    public static ManifestPromotion? Read(JsonSection root, List<string> warnings)
    {
        if (
            root.Section("promotion", "an object with mode, margin, minSamples, maxDuration and maxLatencyRatio, each of them optional")
            is not { } section
        )
        {
            return null;
        }

        section.WarnOfUnknown(KnownFields, warnings);
        return new ManifestPromotion
        {
            Mode = section.Text(Mode, text => ModeOf(text) is not null, "\"off\", \"suggest\" or \"automatic\"") is { } mode
                ? ModeOf(mode)
                : null,
            Margin = section.Number(Margin, ShadowRanges.Margin),
            MinSamples = SamplesOf(section),
            MaxDuration = section.Text(
                MaxDuration,
                text => DurationOf(text) is not null,
                "a time from 1 minute to 365 days, such as \"7.00:00:00\" for seven days"
            )
                is { } duration
                ? DurationOf(duration)
                : null,
            MaxLatencyRatio = section.Number(MaxLatencyRatio, ShadowRanges.LatencyRatio),
        };
    }

    private static int? SamplesOf(JsonSection section)
    {
        var samples = section.Integer(MinSamples);
        if (samples is { } given && !ShadowRanges.MinSamples.Contains(given))
        {
            section.Fault(MinSamples, $"an integer {ShadowRanges.MinSamples}");
            return null;
        }

        return samples;
    }

    private static PromotionMode? ModeOf(string text) =>
        text switch
        {
            "off" => PromotionMode.Off,
            "suggest" => PromotionMode.Suggest,
            "automatic" => PromotionMode.Automatic,
            _ => null,
        };

    private static TimeSpan? DurationOf(string text) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time)
        && time >= TimeSpan.FromMinutes(1)
        && time <= TimeSpan.FromDays(365)
            ? time
            : null;
}

/// <summary>
/// A model.json's <c>promotion</c>: what follows from the comparison of a canary. Settings that are left out come from the configuration.
/// </summary>
public sealed record ManifestPromotion
{
    /// <summary>What follows from a verdict on the canary.</summary>
    public PromotionMode? Mode { get; init; }

    /// <summary>How much more often than the current version a canary may differ from the teacher, above 0 and below 1.</summary>
    public double? Margin { get; init; }

    /// <summary>Texts that must be compared before a canary is promoted, 1 to 1,000,000.</summary>
    public int? MinSamples { get; init; }

    /// <summary>How long a canary may stay undecided.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>How many times as long as the current version a canary may take for a text, 0.1 to 100.</summary>
    public double? MaxLatencyRatio { get; init; }
}

/// <summary>What follows from a verdict on a canary.</summary>
public enum PromotionMode
{
    /// <summary>Nothing; the verdict is in the shadow report.</summary>
    Off,

    /// <summary>A decision is recorded, and an operator carries it out.</summary>
    Suggest,

    /// <summary>A decision is recorded and carried out: the canary is promoted, or ended.</summary>
    Automatic,
}
