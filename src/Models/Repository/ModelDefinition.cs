using TransformerService.Models.Exports;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Manifests;

namespace TransformerService.Models.Repository;

/// <summary>A model on disk, before any part of it is loaded.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Manifest">Its model.json; <see langword="null"/> if it could not be read.</param>
/// <param name="Variants">Its local variants, the student first.</param>
/// <param name="Faults">What is wrong with the model itself.</param>
/// <param name="Warnings">What was ignored.</param>
public sealed record ModelDefinition(
    string Name,
    ModelManifest? Manifest,
    IReadOnlyList<VariantDefinition> Variants,
    IReadOnlyList<string> Faults,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>The terms of its glossary.json.</summary>
    public Glossary Glossary { get; init; } = Glossary.Empty;
}

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

/// <summary>A version of a variant on disk: an Optimum export.</summary>
/// <param name="Number">Its folder inside the variant's; empty where the variant's folder is the export itself.</param>
/// <param name="Folder">The folder's full path.</param>
/// <param name="Export">The export found in it; <see langword="null"/> if there are faults.</param>
/// <param name="Faults">Everything wrong with it.</param>
public sealed record VersionDefinition(string Number, string Folder, ExportDescription? Export, IReadOnlyList<string> Faults)
{
    /// <summary>The number of characters of a content hash that are shown.</summary>
    private const int ShownCharacters = 12;

    /// <summary>
    /// The start of the content hash, which every answer carries; <see langword="null"/> if the export could not be read.
    /// </summary>
    public string? ShortHash => Export?.ContentHash[..ShownCharacters];

    /// <summary>
    /// The hash of its self-check.json, which is not part of the content hash; <see langword="null"/> if there is no such file.
    /// </summary>
    public string? SelfCheckHash { get; init; }

    /// <summary>
    /// Whether loading and checking the other version would have the same result: the same model with the same self-check.
    /// </summary>
    public bool IsSameAs(VersionDefinition other) => IsSameModelAs(other) && SelfCheckHash == other.SelfCheckHash;

    /// <summary>Whether loading the other version would give the same model: the same files, read in the same way.</summary>
    public bool IsSameModelAs(VersionDefinition other) =>
        Folder == other.Folder
        && Export is { } mine
        && other.Export is { } its
        && mine.ContentHash == its.ContentHash
        && mine.Prefix == its.Prefix
        && mine.TaskParams == its.TaskParams
        && mine.Shortlist == its.Shortlist;
}
