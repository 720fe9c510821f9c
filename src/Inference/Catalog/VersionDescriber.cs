using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>Describes which versions a variant has, which of them answer, and why the others do not.</summary>
internal static class VersionDescriber
{
    /// <summary>Why a variant does not answer; or, if it does, why the wanted version does not.</summary>
    public static IReadOnlyList<string> Faults(CatalogVariant variant) =>
        variant.State != ModelState.Ready
            ? variant.Serving.Faults
            :
            [
                .. variant
                    .Refused.Where(refused => refused.Definition.Number == variant.TargetNumber)
                    .SelectMany(refused =>
                        refused.Faults.Select(fault => $"{variant.Definition.FolderOf(refused.Definition)} does not take over: {fault}")
                    ),
            ];

    /// <summary>Describes each version: those on disk, and others that still answer or were refused.</summary>
    public static IReadOnlyList<VersionInfo> Describe(CatalogVariant variant)
    {
        CatalogVersion[] known =
        [
            variant.Serving,
            .. variant.Canary is { } canary ? [canary.Version] : Array.Empty<CatalogVersion>(),
            .. variant.Refused.Where(refused => refused != variant.Serving),
        ];
        return
        [
            .. variant.Definition.Versions.Select(version => Find(version) is { } found ? Info(found) : OnDisk(version)),
            .. known.Where(version => !variant.Definition.Versions.Any(other => ReferenceEquals(Find(other), version))).Select(Info),
        ];

        CatalogVersion? Find(VersionDefinition version) =>
            Array.Find(known, other => other.Is(version))
            ?? Array.Find(known, other => other.Loaded is null && other.Definition.Folder == version.Folder);

        VersionInfo Info(CatalogVersion version) =>
            new(
                variant.Definition.FolderOf(version.Definition),
                version.Definition.ShortHash,
                version.Definition.Export?.ContentHash,
                version.State,
                version == variant.Serving,
                version == variant.Canary?.Version ? variant.Canary.Share : null,
                version.Faults,
                version.SelfCheck
            );

        VersionInfo OnDisk(VersionDefinition version) =>
            new(
                variant.Definition.FolderOf(version),
                version.ShortHash,
                version.Export?.ContentHash,
                version.Export is null ? VersionState.Failed : VersionState.Available,
                false,
                null,
                version.Faults,
                null
            );
    }
}
