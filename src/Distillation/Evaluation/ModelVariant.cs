using TransformerService.Inference.Sessions;
using TransformerService.Inference.Variants;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;

namespace TransformerService.Distillation.Evaluation;

/// <summary>A variant of <c>&lt;folder&gt;/model.json</c> without faults, not loaded yet.</summary>
/// <param name="ModelFolder">The model's folder, as the caller named it.</param>
/// <param name="Task">The model's task.</param>
/// <param name="Definition">The variant's folder and version on disk.</param>
/// <param name="Export">The content of its files.</param>
internal sealed record ModelVariant(string ModelFolder, ModelTask Task, VariantDefinition Definition, ExportDescription Export)
{
    /// <summary>
    /// Number of texts that a system answers before it is timed: the runtime compiles the decoding code during the first texts, so the
    /// first
    /// system would look slow.
    /// </summary>
    public const int WarmUpTexts = 2_000;

    /// <summary>The variants of the model on this machine, faulty or not.</summary>
    public static IReadOnlyList<VariantRole> Roles(string modelFolder) =>
        [.. ModelRepository.ReadModel(modelFolder).Variants.Select(variant => variant.Role)];

    /// <param name="modelFolder">The model's folder.</param>
    /// <param name="role">The variant.</param>
    /// <param name="version">The version; <see langword="null"/> for the current one.</param>
    /// <exception cref="EvaluationException">The model, the variant or the version is faulty or missing.</exception>
    public static ModelVariant Find(string modelFolder, VariantRole role, string? version = null)
    {
        var definition = ModelRepository.ReadModel(modelFolder);
        VariantDefinition? variant = definition.Variants.FirstOrDefault(variant => variant.Role == role);
        if (version is not null)
        {
            variant = variant?.Find(version) is { } named ? variant with { Current = named } : null;
        }

        var name = $"{(role == VariantRole.Student ? "student" : "teacher")}{(version is null ? "" : $" of version {version}")}";
        string[] absent = variant is null && definition.Faults.Count == 0 ? [$"The model has no {name}."] : [];
        List<string> faults = [.. definition.Faults, .. variant?.Faults ?? absent];
        return faults.Count == 0 && definition.Manifest is { } manifest && variant?.Export is { } export
            ? new ModelVariant(modelFolder, manifest.Task, variant, export)
            : throw new EvaluationException($"{modelFolder}: {string.Join(" ", faults.DefaultIfEmpty("The model cannot be read."))}");
    }

    /// <summary>Loads the variant on the CPU and warms it up.</summary>
    /// <exception cref="EvaluationException">The variant cannot be loaded, or does not answer.</exception>
    public LoadedVariant Load()
    {
        try
        {
            return LoadedVariant.Open(Definition.Folder, Export);
        }
        catch (ModelLoadException exception)
        {
            throw new EvaluationException($"{Definition.Folder}: {exception.Message}", exception);
        }
    }
}
