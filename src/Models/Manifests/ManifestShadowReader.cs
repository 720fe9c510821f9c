using TransformerService.Models.Files;

namespace TransformerService.Models.Manifests;

/// <summary>Reads a model.json's <c>shadow</c>.</summary>
internal static class ManifestShadowReader
{
    private static readonly string[] KnownFields = ["sampleRate", "maxPerSecond", "margin"];

    /// <summary>Returns the settings, or <see langword="null"/> if there are none.</summary>
    public static ManifestShadow? Read(JsonSection root, List<string> warnings)
    {
        if (root.Section("shadow", "an object with sampleRate, maxPerSecond and margin, each of them optional") is not { } shadow)
        {
            return null;
        }

        shadow.WarnOfUnknown(KnownFields, warnings);
        return new ManifestShadow
        {
            SampleRate = shadow.Number("sampleRate", ShadowRanges.SampleRate),
            MaxPerSecond = shadow.Number("maxPerSecond", ShadowRanges.MaxPerSecond),
            Margin = shadow.Number("margin", ShadowRanges.Margin),
        };
    }
}

/// <summary>
/// A model.json's <c>shadow</c>: how the teacher checks this model's student. Settings that are left out come from the configuration.
/// </summary>
public sealed record ManifestShadow
{
    /// <summary>The share of requests that the teacher also answers, 0 to 1.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Maximum number of texts per second, above 0 and at most 1,000,000.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>The highest acceptable rate of disagreement, above 0 and below 1.</summary>
    public double? Margin { get; init; }
}
