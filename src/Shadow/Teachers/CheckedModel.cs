using TransformerService.Inference.Catalog;
using TransformerService.Models;

namespace TransformerService.Shadow.Teachers;

/// <summary>A model with a student that a teacher can check.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Task">Its task.</param>
/// <param name="Languages">The languages that it translates between, e.g. <c>en-fr</c>, if its model.json states both.</param>
internal sealed record CheckedModel(string Name, ModelTask Task, string? Languages)
{
    /// <summary>Returns the model; <see langword="null"/> if it has no student, or no teacher.</summary>
    public static CheckedModel? Of(CatalogModel model) =>
        CanBeChecked(model) && model.Definition.Manifest is { } manifest
            ? new CheckedModel(
                model.Name,
                manifest.Task,
                manifest is { SourceLanguage: { } source, TargetLanguage: { } target } ? $"{source}-{target}" : null
            )
            : null;

    /// <summary>Whether a model has a student that a teacher can check.</summary>
    public static bool CanBeChecked(CatalogModel model) =>
        model.Task is not null
        && model.Default?.Role == VariantRole.Student
        && (model.Definition.Manifest?.TeacherIsRemote == true || model.Variant(VariantRole.Teacher) is not null);
}
