using TransformerService.Inference;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Configuration;

namespace TransformerService.Shadow.Teachers;

/// <summary>Finds and creates a model's teacher.</summary>
internal sealed class TeacherDirectory(ModelCatalog catalog, RemoteTeacherFactory? remote, ShadowOptions options, TimeProvider timeProvider)
{
    /// <summary>The model as it is now: a request may hold one whose files have changed since.</summary>
    public CatalogModel Latest(CatalogModel model) =>
        catalog.Models.FirstOrDefault(other => other.Name == model.Name) is { } latest && CheckedModel.CanBeChecked(latest)
            ? latest
            : model;

    /// <summary>Creates the teacher of a model that can be checked, on this server or another.</summary>
    /// <param name="model">The model.</param>
    /// <param name="priority">The priority of what it is asked.</param>
    public IVariantClient Of(CatalogModel model, RunPriority priority)
    {
        if (model.Definition.Manifest is not { TeacherIsRemote: true, Teacher: { } teacher })
        {
            return Near(model, VariantRole.Teacher, priority);
        }

        var address =
            RemoteTeacherAddress.Parse(teacher) ?? throw new InvalidOperationException("A malformed address is a fault of the model.");
        return remote?.Invoke(address, priority)
            ?? throw new InvalidOperationException("This host has no client for teachers on other servers.");
    }

    /// <summary>Creates a client of the student, which is asked in the same way.</summary>
    public IVariantClient StudentOf(CatalogModel model) => Near(model, VariantRole.Student, RunPriority.Normal);

    /// <summary>The versions of the student that answer now.</summary>
    public IStudentVersions VersionsOf(CatalogModel model) => new StudentVersions(catalog, model.Name, options, timeProvider);

    private NearTeacher Near(CatalogModel model, VariantRole role, RunPriority priority) =>
        new(model.Name, new OwnRequests(catalog, model.Name, role, priority, timeProvider));
}
