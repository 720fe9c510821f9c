using System.Text.Json;

namespace TransformerService.Models.Manifests;

/// <summary>Reads a model.json's <c>current</c>.</summary>
internal static class ManifestCurrentReader
{
    private const string Field = "current";
    private static readonly string[] KnownFields = ["student", "teacher"];

    /// <summary>Returns the named versions, or <see langword="null"/> if there are none.</summary>
    public static ManifestCurrent? Read(JsonElement root, List<string> faults)
    {
        if (!root.TryGetProperty(Field, out var current) || current.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (current.ValueKind != JsonValueKind.Object)
        {
            faults.Add("model.json: 'current' must be an object with student and teacher, each of them optional.");
            return null;
        }

        // A fault, not a warning as elsewhere: with a misspelt name, another version than the intended one would answer.
        foreach (var property in current.EnumerateObject().Where(property => !KnownFields.Contains(property.Name)))
        {
            faults.Add($"model.json: 'current.{property.Name}' is not known; known are {string.Join(", ", KnownFields)}.");
        }

        return new ManifestCurrent { Student = Version(current, "student", faults), Teacher = Version(current, "teacher", faults) };
    }

    private static string? Version(JsonElement current, string field, List<string> faults)
    {
        if (!current.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } version && VersionFolders.IsVersion(version))
        {
            return version;
        }

        faults.Add($"model.json: 'current.{field}' must be the name of a version's folder, a whole number in quotes, e.g. \"2\".");
        return null;
    }
}

/// <summary>
/// A model.json's <c>current</c>: which version of each variant answers. A variant that is left out uses its highest version number.
/// </summary>
public sealed record ManifestCurrent
{
    /// <summary>The student's version: the name of a folder inside its folder.</summary>
    public string? Student { get; init; }

    /// <summary>The teacher's version.</summary>
    public string? Teacher { get; init; }

    /// <summary>The version of a variant; <see langword="null"/> if none is named.</summary>
    public string? Of(VariantRole role) => role == VariantRole.Student ? Student : Teacher;
}
