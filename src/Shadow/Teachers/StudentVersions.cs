using TransformerService.Inference;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Shadow.Configuration;

namespace TransformerService.Shadow.Teachers;

/// <summary>The versions of a student on this server. They answer samples at low priority, as the teacher does.</summary>
internal sealed class StudentVersions(ModelCatalog catalog, string model, ShadowOptions options, TimeProvider timeProvider)
    : IStudentVersions
{
    public CanaryPair? Pair =>
        Model?.Variant(VariantRole.Student) is { CanaryHash: { } canary } student
        && student.ShortHash.Length > 0
        && student.ShortHash != canary
            ? new CanaryPair(student.ShortHash, canary)
            : null;

    public double? MaxLatencyRatio => options.PromotionOf(Model?.Definition.Manifest?.Promotion).MaxLatencyRatio;

    private CatalogModel? Model => catalog.Models.FirstOrDefault(other => other.Name == model);

    public IVariantClient ClientOf(string version) =>
        new NearTeacher(model, new OwnRequests(catalog, model, VariantRole.Student, RunPriority.Low, timeProvider) { Version = version });
}
