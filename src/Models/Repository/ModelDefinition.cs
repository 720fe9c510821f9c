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
);
