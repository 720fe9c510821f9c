using TransformerService.Models.Exports;

namespace TransformerService.Models.Repository;

/// <summary>A variant on disk, with one or more versions.</summary>
/// <param name="Role">Student or teacher.</param>
/// <param name="FolderName">Its folder inside the model's.</param>
/// <param name="Versions">Its versions, the highest number first; at least one.</param>
/// <param name="Current">The version to serve: the one that model.json names, which may not exist, or the first.</param>
public sealed record VariantDefinition(
    VariantRole Role,
    string FolderName,
    IReadOnlyList<VersionDefinition> Versions,
    VersionDefinition Current
)
{
    /// <summary>The full path of the current version's folder.</summary>
    public string Folder => Current.Folder;

    /// <summary>The export found in the current version; <see langword="null"/> if there are faults.</summary>
    public ExportDescription? Export => Current.Export;

    /// <summary>Everything wrong with the current version.</summary>
    public IReadOnlyList<string> Faults => Current.Faults;

    /// <summary>Whether its versions have folders of their own.</summary>
    public bool HasVersions => Current.Number.Length > 0;

    /// <summary>Finds a version by its folder's name, or by the start of the content hash as in answers.</summary>
    public VersionDefinition? Find(string version) =>
        Versions.FirstOrDefault(other => other.Number == version) ?? Versions.FirstOrDefault(other => other.ShortHash == version);

    /// <summary>The version's folder inside the model's, e.g. <c>student/2</c>.</summary>
    public string FolderOf(VersionDefinition version) => version.Number.Length > 0 ? $"{FolderName}/{version.Number}" : FolderName;
}
