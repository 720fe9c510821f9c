using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>Finds the version that a call names.</summary>
internal static class VersionLookup
{
    /// <summary>Finds a variant.</summary>
    /// <exception cref="InferenceException">There is none.</exception>
    public static CatalogVariant Variant(CatalogModel model, VariantRole role) =>
        model.Variant(role)
        ?? throw new InferenceException(
            InferenceError.ModelNotFound,
            $"The model '{model.Name}' has no such variant here. GET /v1/models/{model.Name} lists them."
        );

    /// <summary>Finds a version by its folder, or by the start of its content hash.</summary>
    /// <exception cref="InferenceException">There is none.</exception>
    public static VersionDefinition Find(CatalogModel model, CatalogVariant variant, string version) =>
        variant.Definition.Find(version)
        ?? throw new InferenceException(
            InferenceError.ModelNotFound,
            $"There is no such version of {model.Name}'s {variant.Definition.FolderName}; it has {string.Join(", ", variant.Definition.Versions.Select(other => $"{variant.Definition.FolderOf(other)} ({other.ShortHash ?? "faulty"})"))}."
        );

    /// <summary>The version that answers, as messages name it.</summary>
    public static string Shown(CatalogVariant variant) =>
        $"{variant.Definition.FolderOf(variant.Serving.Definition)} ({variant.ShortHash})";
}
