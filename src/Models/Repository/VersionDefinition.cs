using TransformerService.Models.Exports;

namespace TransformerService.Models.Repository;

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
        && mine.TaskParams == its.TaskParams;
}
