using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Shadow.Teachers;

/// <summary>Says who a model's teacher is, and makes it.</summary>
internal sealed class TeacherDirectory(ModelCatalog catalog, RemoteTeacherFactory? remote, TimeProvider timeProvider)
{
    /// <summary>The models that there are now: the same list until one changes.</summary>
    public IReadOnlyList<CatalogModel> Models => catalog.Models;

    /// <summary>Whether a model has a student that a teacher can check.</summary>
    public static bool CanBeChecked(CatalogModel model) =>
        model.Task is not null && model.Default?.Role == VariantRole.Student
        && (model.Definition.Manifest?.TeacherIsRemote == true || model.Variants.Any(variant => variant.Role == VariantRole.Teacher));

    /// <summary>The model as it is now: a request may have one that its files have changed since.</summary>
    public CatalogModel Latest(CatalogModel model) => catalog.Models.FirstOrDefault(other => other.Name == model.Name) is { } latest && CanBeChecked(latest) ? latest : model;

    /// <summary>The teacher of a model that can be checked, near or far.</summary>
    /// <param name="model">The model.</param>
    /// <param name="priority">At which priority a near one runs.</param>
    public ITeacher Of(CatalogModel model, RunPriority priority)
    {
        if (model.Definition.Manifest is not { TeacherIsRemote: true, Teacher: { } teacher })
        {
            return new NearTeacher(catalog, model.Name, VariantRole.Teacher, priority, timeProvider);
        }

        RemoteTeacherAddress address = RemoteTeacherAddress.Parse(teacher) ?? throw new InvalidOperationException("A malformed address is a fault of the model.");
        return remote?.Invoke(address) ?? throw new InvalidOperationException("This host has no client for teachers on other servers.");
    }

    /// <summary>The student, as one who can be asked in the same way.</summary>
    public ITeacher StudentOf(CatalogModel model) => new NearTeacher(catalog, model.Name, VariantRole.Student, RunPriority.Normal, timeProvider);
}
