using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>A model at one moment.</summary>
internal sealed record CatalogModel(ModelDefinition Definition, IReadOnlyList<CatalogVariant> Variants)
{
    public string Name => Definition.Name;

    /// <summary>What its files were when they were read: whether they have changed since.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>What is wrong with its model.json as it is now, so that <see cref="Definition"/> is the one before.</summary>
    public IReadOnlyList<string> RefusedFaults { get; init; } = [];

    public ModelTask? Task => Definition.Manifest?.Task;

    /// <summary>The variant that answers unless the caller names one: the student, or the teacher where there is no student.</summary>
    public CatalogVariant? Default => Variants.Count > 0 ? Variants[0] : null;

    public ModelState State => Definition.Faults.Count > 0 || Default is null ? ModelState.Failed : Default.State;

    public bool Translates(string? source, string? target) =>
        Task == ModelTask.Translation && Matches(Definition.Manifest?.SourceLanguage, source) && Matches(Definition.Manifest?.TargetLanguage, target);

    /// <summary>Whether nothing that model.json says speaks against these languages: a model that declares none takes its caller's word.</summary>
    public bool MayTranslate(string? source, string? target) =>
        Task == ModelTask.Translation
        && (Definition.Manifest?.SourceLanguage is null || Translates(source, null))
        && (Definition.Manifest?.TargetLanguage is null || Translates(null, target));

    public CatalogVariant? Variant(VariantRole role) => Variants.FirstOrDefault(variant => variant.Role == role);

    /// <summary>The model with another state of one variant.</summary>
    public CatalogModel With(CatalogVariant changed) => this with { Variants = [.. Variants.Select(other => other.Role == changed.Role ? changed : other)] };

    private static bool Matches(string? language, string? asked) => asked is null || string.Equals(language, asked, StringComparison.OrdinalIgnoreCase);
}
