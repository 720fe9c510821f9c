using System.Text.Json;

namespace TransformerService.Models.Manifests;

/// <summary>Reads a model.json's <c>shadow</c>.</summary>
internal static class ManifestShadowReader
{
    private const string Field = "shadow";
    private const int MostWarnings = 20;
    private static readonly string[] KnownFields = ["sampleRate", "maxPerSecond", "margin"];

    /// <summary>Returns the settings, or <see langword="null"/> if there are none.</summary>
    public static ManifestShadow? Read(JsonElement root, List<string> faults, List<string> warnings)
    {
        if (!root.TryGetProperty(Field, out var shadow) || shadow.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (shadow.ValueKind != JsonValueKind.Object)
        {
            faults.Add("model.json: 'shadow' must be an object with sampleRate, maxPerSecond and margin, each of them optional.");
            return null;
        }

        foreach (var property in shadow.EnumerateObject().Where(property => !KnownFields.Contains(property.Name)).Take(MostWarnings))
        {
            warnings.Add(
                $"model.json: the field 'shadow.{property.Name}' is not known and was ignored; known are {string.Join(", ", KnownFields)}."
            );
        }

        return new ManifestShadow
        {
            SampleRate = Number(shadow, "sampleRate", ShadowRanges.SampleRate, faults),
            MaxPerSecond = Number(shadow, "maxPerSecond", ShadowRanges.MaxPerSecond, faults),
            Margin = Number(shadow, "margin", ShadowRanges.Margin, faults),
        };
    }

    private static double? Number(JsonElement shadow, string field, ShadowRangeAttribute range, List<string> faults)
    {
        if (!shadow.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && range.Contains(number))
        {
            return number;
        }

        faults.Add($"model.json: 'shadow.{field}' must be a number {range.Allowed}.");
        return null;
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
