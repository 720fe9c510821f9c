using TransformerService.Models.Files;

namespace TransformerService.Models.Manifests;

/// <summary>Reads a model.json's <c>shadow</c>.</summary>
internal static class ManifestShadowReader
{
    private static readonly string[] KnownFields = ["sampleRate", "maxPerSecond", "margin"];

    private static readonly NumberRange SampleRates = new(0, 1),
        PerSecond = new(0, 1_000_000, LeastIsExclusive: true),
        Margins = new(0, 1, LeastIsExclusive: true, MostIsExclusive: true);

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
            SampleRate = shadow.Number("sampleRate", SampleRates),
            MaxPerSecond = shadow.Number("maxPerSecond", PerSecond),
            Margin = shadow.Number("margin", Margins),
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
