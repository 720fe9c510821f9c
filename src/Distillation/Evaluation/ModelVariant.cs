using Microsoft.ML.OnnxRuntime;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;
using TransformerService.Tokenization;

namespace TransformerService.Distillation.Evaluation;

/// <summary>A variant of <c>&lt;folder&gt;/model.json</c> without faults, not loaded yet.</summary>
/// <param name="ModelFolder">The model's folder as it was named.</param>
/// <param name="Task">What the model does.</param>
/// <param name="Definition">The variant as it lies on disk.</param>
/// <param name="Export">What its files say.</param>
internal sealed record ModelVariant(string ModelFolder, ModelTask Task, VariantDefinition Definition, ExportDescription Export)
{
    /// <summary>
    /// Texts that a system is given before it is timed: the runtime compiles the code of decoding while it runs, and whoever comes first would
    /// look slow.
    /// </summary>
    public const int WarmUpTexts = 2_000;

    /// <summary>The variants that the model has on this machine, faulty or not.</summary>
    public static IReadOnlyList<VariantRole> Roles(string modelFolder) =>
        [.. ModelRepository.ReadModel(modelFolder).Variants.Select(variant => variant.Role)];

    /// <param name="modelFolder">The model's folder.</param>
    /// <param name="role">Which of its variants.</param>
    /// <param name="version">Which version of it; the current one where it is left out.</param>
    /// <exception cref="EvaluationException">The model, the variant or the version is faulty, or not there.</exception>
    public static ModelVariant Find(string modelFolder, VariantRole role, string? version = null)
    {
        ModelDefinition definition = ModelRepository.ReadModel(modelFolder);
        VariantDefinition? variant = definition.Variants.FirstOrDefault(variant => variant.Role == role);
        if (version is not null)
        {
            variant = variant?.Find(version) is { } named ? variant with { Current = named } : null;
        }

        string name = $"{(role == VariantRole.Student ? "student" : "teacher")}{(version is null ? "" : $" of version {version}")}";
        string[] absent = variant is null && definition.Faults.Count == 0 ? [$"The model has no {name}."] : [];
        List<string> faults = [.. definition.Faults, .. variant?.Faults ?? absent];
        return faults.Count == 0 && definition.Manifest is { } manifest && variant?.Export is { } export
            ? new ModelVariant(modelFolder, manifest.Task, variant, export)
            : throw new EvaluationException($"{modelFolder}: {string.Join(" ", faults.DefaultIfEmpty("The model cannot be read."))}");
    }

    /// <summary>Loads the variant, whichever task it has.</summary>
    /// <exception cref="EvaluationException">It cannot be loaded, or does not answer.</exception>
    public ServedModel Load() => Load<ServedModel>(factory => Export.Head is { } head
        ? ClassificationModel.Load(Definition.Folder, Export, head, factory)
        : TranslationModel.Load(
            Definition.Folder, Export, Export.Generation ?? throw new EvaluationException($"{ModelFolder}: it neither translates nor classifies."), factory, new InferenceOptions()));

    /// <summary>Loads the variant on the CPU and warms it up, as the server does, so that its first batch is timed like the others; it runs as
    /// many batches at once as there are cores.</summary>
    /// <exception cref="EvaluationException">It cannot be loaded, or does not answer.</exception>
    public TModel Load<TModel>(Func<OnnxSessionFactory, TModel> load) where TModel : ServedModel
    {
        TModel? model = null;
        try
        {
            model = load(new OnnxSessionFactory(ExecutionProvider.Cpu, intraOpThreads: 1));
            model.WarmUp(CancellationToken.None);
            model.Start(new BatchingOptions { MaxQueuedRows = int.MaxValue, MaxQueuedTokens = long.MaxValue }, new RunSlots(Environment.ProcessorCount), TimeProvider.System);
            return model;
        }
        catch (Exception exception) when (exception is ModelLoadException or TokenizerLoadException or InferenceException or OnnxRuntimeException)
        {
            model?.Dispose();
            throw new EvaluationException($"{Definition.Folder}: {exception.Message}", exception);
        }
    }
}
