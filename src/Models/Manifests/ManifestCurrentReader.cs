using TransformerService.Models.Files;

namespace TransformerService.Models.Manifests;

/// <summary>Reads a model.json's <c>current</c>.</summary>
internal static class ManifestCurrentReader
{
    private static readonly string[] KnownFields = ["student", "teacher"];

    /// <summary>Returns the named versions, or <see langword="null"/> if there are none.</summary>
    public static ManifestCurrent? Read(JsonSection root, List<string> faults)
    {
        if (root.Section("current", "an object with student and teacher, each of them optional") is not { } current)
        {
            return null;
        }

        // A fault, not a warning as elsewhere: with a misspelt name, another version than the intended one would answer.
        faults.AddRange(
            current
                .Unknown(KnownFields)
                .Select(name => $"{root.File}: '{current.PathOf(name)}' is not known; known are {string.Join(", ", KnownFields)}.")
        );
        return new ManifestCurrent { Student = Version(current, "student"), Teacher = Version(current, "teacher") };
    }

    private static string? Version(JsonSection current, string field) =>
        current.Text(field, VersionFolders.IsVersion, "the name of a version's folder, a whole number in quotes, e.g. \"2\"");
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
