using System.Collections.Immutable;
using TransformerService.Models;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>Decides which versions of a model should answer. Pure: snapshots and definitions in, snapshots out; nothing is loaded.</summary>
internal static class VersionPlan
{
    /// <summary>
    /// Returns the model with one variant's current files, and nothing loaded for it; unchanged if the files are faulty or gone.
    /// </summary>
    public static CatalogModel WithFiles(CatalogModel old, ModelDefinition definition, VariantRole role) =>
        definition.Faults.Count == 0
        && definition.Manifest?.Task == old.Task
        && old.Variant(role) is { } before
        && definition.Variants.FirstOrDefault(variant => variant.Role == role) is { } now
            ? old.With(WithFiles(before, now))
            : old;

    /// <summary>Returns the versions that answered before, once another takes over.</summary>
    public static ImmutableStack<string> History(CatalogVariant variant) =>
        variant.Refutation is null && variant.Serving is { Loaded: not null, Definition.Number: { Length: > 0 } name }
            ? variant.PreviousNumbers.Push(name)
            : variant.PreviousNumbers;

    /// <summary>The version that answered before, or the next lower one; <see langword="null"/> if there is none.</summary>
    public static (VersionDefinition Version, ImmutableStack<string> PreviousNumbers)? Before(CatalogVariant variant)
    {
        var versions = variant.Definition.Versions;
        for (var before = variant.PreviousNumbers; !before.IsEmpty; )
        {
            before = before.Pop(out var name);
            if (name != variant.Serving.Definition.Number && versions.FirstOrDefault(version => version.Number == name) is { } found)
            {
                return (found, before);
            }
        }

        return versions.SkipWhile(version => version.Number != variant.Serving.Definition.Number).Skip(1).FirstOrDefault() is { } lower
            ? (lower, [])
            : null;
    }

    /// <summary>Returns the model with its current files, and nothing loaded for them.</summary>
    public static CatalogModel WithFiles(CatalogModel old, ModelDefinition definition) =>
        old with
        {
            Definition = definition,
            RefusedFaults = [],
            Variants =
            [
                .. definition.Variants.Select(variant =>
                    old.Variant(variant.Role) is { } before
                        ? WithFiles(before, variant)
                        : new CatalogVariant(variant, CatalogVersion.Of(variant.Current))
                ),
            ],
        };

    /// <summary>The wanted version, and then those that a restart would try: the version that the files name, and lower ones.</summary>
    public static List<VersionDefinition> Candidates(VariantDefinition definition, VersionDefinition target) =>
        [.. definition.Versions.SkipWhile(other => other != definition.Current).Prepend(definition.Current).Prepend(target).Distinct()];

    /// <summary>The current definition of the serving version's folder; <see langword="null"/> if there is no such folder.</summary>
    public static VersionDefinition? OnDisk(CatalogVariant variant) =>
        variant.Definition.Versions.FirstOrDefault(version => version.Number == variant.Serving.Definition.Number);

    /// <summary>
    /// The latest change takes precedence: the files' version if they name another one than before, otherwise the version wanted until now.
    /// </summary>
    private static CatalogVariant WithFiles(CatalogVariant old, VariantDefinition definition) =>
        old with
        {
            Definition = definition,
            TargetNumber =
                definition.Current.Number == old.Definition.Current.Number
                && definition.Versions.Any(version => version.Number == old.TargetNumber)
                    ? old.TargetNumber
                    : definition.Current.Number,
            Refused = old.Refused.RemoveAll(refused => definition.Versions.All(version => version.Folder != refused.Definition.Folder)),
        };
}
