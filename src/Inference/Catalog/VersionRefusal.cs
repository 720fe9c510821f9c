using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Repository;

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

    /// <summary>Returns the changed model if a version answers as it should; otherwise throws why it does not.</summary>
    /// <param name="changed">The model after the change.</param>
    /// <param name="old">The variant before.</param>
    /// <param name="target">The version.</param>
    /// <param name="answering">What answers in its place.</param>
    /// <exception cref="InferenceException">The version does not take over.</exception>
    public static CatalogModel UnlessAnswers(CatalogModel changed, CatalogVariant old, VersionDefinition target, CatalogVersion? answering)
    {
        if (answering?.Loaded is not null && answering.Is(target))
        {
            return changed;
        }

        var variant = changed.Variants.First(other => other.Role == old.Role);
        var faults = variant.Refused.Where(refused => refused.Definition.Folder == target.Folder).SelectMany(refused => refused.Faults);
        throw Of($"{variant.Definition.FolderOf(target)} does not take over: {string.Join(" ", faults)}", [old], [variant]);
    }
}
