using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Catalog;

/// <summary>The errors of versions that do not take over.</summary>
internal static class VersionRefusal
{
    /// <summary>What is wrong with a model's files; empty if nothing is.</summary>
    public static string Reasons(CatalogModel model) =>
        string.Join(" ", [.. model.Definition.Faults, .. model.RefusedFaults, .. model.Variants.SelectMany(VersionDescriber.Faults)]);

    /// <summary>The error of a change that was refused.</summary>
    /// <param name="reasons">Why.</param>
    /// <param name="old">The variants before.</param>
    /// <param name="now">The variants now.</param>
    public static InferenceException Of(string reasons, IReadOnlyList<CatalogVariant> old, IReadOnlyList<CatalogVariant> now)
    {
        var replaced = now.Where(variant =>
                variant.Model is not null && old.Any(other => other.Role == variant.Role && other.Model != variant.Model)
            )
            .Select(variant => $" {variant.Definition.FolderOf(variant.Serving.Definition)} answers now.");
        var outcome = string.Concat(replaced);
        return new(
            InferenceError.VersionRefused,
            outcome.Length > 0 ? reasons + outcome
                : now.Any(variant => variant.State == ModelState.Ready) ? $"{reasons} What was served before is still served."
                : reasons
        );
    }
}
