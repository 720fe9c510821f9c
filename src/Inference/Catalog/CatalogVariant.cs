using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>A variant at one moment: its definition, and the loaded model once there is one.</summary>
/// <param name="Definition">As it lies on disk.</param>
/// <param name="State">Whether it answers.</param>
/// <param name="Faults">Why it does not.</param>
/// <param name="Model">The loaded model; there is one exactly when <paramref name="State"/> is ready.</param>
internal sealed record CatalogVariant(VariantDefinition Definition, ModelState State, IReadOnlyList<string> Faults, ServedModel? Model)
{
    public VariantRole Role => Definition.Role;

    /// <summary>The start of the content hash, which every answer carries.</summary>
    public string Version => Definition.Export is { } export ? export.ContentHash[..12] : "";
}
