using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using TransformerService.Models.Manifests;

namespace TransformerService.Shadow.Configuration;

/// <summary>
/// Configuration section <c>Shadow:Promotion</c>: what follows from the comparison of a canary with the current version. A model's
/// model.json (<c>promotion</c>) takes precedence.
/// </summary>
public sealed class PromotionOptions
{
    /// <summary>
    /// <c>Off</c>: nothing, <c>Suggest</c>: a decision is recorded, <c>Automatic</c>: it is recorded and carried out. Default Suggest.
    /// </summary>
    public PromotionMode Mode { get; set; } = PromotionMode.Suggest;

    /// <summary>
    /// How much more often than the current version a canary may differ from the teacher, above 0 and below 1. Default 0.01.
    /// </summary>
    [MarginRange]
    public double Margin { get; set; } = 0.01;

    /// <summary>Texts that must be compared before a canary is promoted, 1 to 1,000,000. Default 200.</summary>
    [Range(1, 1_000_000)]
    public int MinSamples { get; set; } = 200;

    /// <summary>
    /// How long a canary may stay undecided, 1 min to 365 days. Default 7 days. Then it ends without a promotion. At most
    /// Shadow:Store:MaxAge holds: older evidence is deleted.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How many times as long as the current version a canary may take for a text, 0.1 to 100, such as 1.5. A canary that takes longer on
    /// most texts is rolled back. Default none: time is not compared.
    /// </summary>
    [LatencyRatioRange]
    public double? MaxLatencyRatio { get; set; }

    /// <summary>A model's settings: for each of them that of its model.json, otherwise the one here.</summary>
    /// <param name="manifest">Those of its model.json.</param>
    /// <param name="maxAge">How long evidence is kept.</param>
    internal PromotionSettings SettingsOf(ManifestPromotion? manifest, TimeSpan maxAge)
    {
        var duration = manifest?.MaxDuration ?? MaxDuration;
        return new(
            manifest?.Mode ?? Mode,
            manifest?.Margin ?? Margin,
            manifest?.MinSamples ?? MinSamples,
            duration < maxAge ? duration : maxAge
        )
        {
            MaxLatencyRatio = manifest?.MaxLatencyRatio ?? MaxLatencyRatio,
        };
    }
}

/// <summary>What follows from the comparison of a model's canary.</summary>
/// <param name="Mode">Whether a decision is recorded, and carried out.</param>
/// <param name="Margin">How much more often the canary may differ, above 0 and below 1.</param>
/// <param name="MinSamples">Texts that must be compared before a promotion.</param>
/// <param name="MaxDuration">How long a canary may stay undecided.</param>
internal sealed record PromotionSettings(PromotionMode Mode, double Margin, int MinSamples, TimeSpan MaxDuration)
{
    /// <summary>How many times as long as the current version the canary may take; <see langword="null"/> if that is not limited.</summary>
    public double? MaxLatencyRatio { get; init; }
}

/// <summary>Checks <see cref="PromotionOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class PromotionOptionsValidator : IValidateOptions<PromotionOptions>;
