using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;

namespace TransformerService.Inference.Tests.Versions;

/// <summary>What a catalog's only model has come to, in one line: two that serve the same have the same.</summary>
internal static class Outcome
{
    public static string Of(ModelCatalog catalog)
    {
        var model = catalog.Describe(VersionedModel.Name);
        return string.Join("; ", [$"{model.State}", .. model.Faults, .. model.Variants.Select(Of)]);
    }

    private static string Of(VariantInfo variant) =>
        string.Join(
            ", ",
            [
                $"{variant.Role} {variant.State} {variant.ContentHash}",
                .. variant.Faults,
                .. variant.Versions.Select(version =>
                    $"{version.Folder} {version.State} {version.Current} {version.ContentHash} {version.SelfCheck?.State} [{string.Join(" ", version.Faults)}]"
                ),
            ]
        );
}
