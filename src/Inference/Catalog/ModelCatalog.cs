using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Hosting;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>The models that the server has, loaded or not. Readers see one immutable snapshot; loading replaces it.</summary>
public sealed class ModelCatalog : IDisposable
{
    private readonly ModelLoader _loader;
    private readonly ModelsOptions _options;
    private readonly ModelDescriber _describer;
    private readonly ILogger<ModelCatalog> _logger;
    private volatile IReadOnlyList<CatalogModel>? _models;

    internal ModelCatalog(ModelLoader loader, ModelDescriber describer, IOptions<ModelsOptions> options, ILogger<ModelCatalog> logger)
    {
        _loader = loader;
        _describer = describer;
        _options = options.Value;
        _logger = logger;
    }

    internal IReadOnlyList<CatalogModel> Models => _models ?? [];

    /// <summary>Reads the repository and loads every model; a faulty one does not stop the others.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        string path = ModelsPath.Resolve(_options.Path);
        Log.ReadingRepository(_logger, path, _loader.Provider.ToString(), _loader.ProviderReason);
        CatalogModel[] models = [.. ModelRepository.Read(path).Select(ModelLoader.Begin)];
        Publish();
        for (int index = 0; index < models.Length; index++)
        {
            foreach (CatalogVariant variant in models[index].Variants.Where(variant => variant.State == ModelState.Loading).ToArray())
            {
                CatalogVariant loaded = await Task.Run(() => _loader.Load(models[index], variant, cancellationToken), cancellationToken);
                models[index] = models[index] with { Variants = [.. models[index].Variants.Select(other => other.Role == loaded.Role ? loaded : other)] };
                Publish();
            }

            LogModel(models[index]);
        }

        if (_options.DefaultClassifier is { } name && ModelSelector.DefaultClassifier(models, name) is null)
        {
            Log.NoDefaultClassifier(_logger, name);
        }

        if (WhyNotReady() is { } reason)
        {
            Log.NotReady(_logger, reason);
        }

        void Publish() => _models = [.. models];
    }

    /// <summary>All models by name.</summary>
    public IReadOnlyList<ModelInfo> Describe() => [.. Models.Select(_describer.Describe)];

    /// <summary>One model.</summary>
    /// <exception cref="InferenceException">There is none of that name.</exception>
    public ModelInfo Describe(string name) =>
        Models.FirstOrDefault(model => model.Name == name) is { } found
            ? _describer.Describe(found)
            : throw new InferenceException(InferenceError.ModelNotFound, "There is no model of that name. GET /v1/models lists the models.");

    /// <summary>Why the server is not ready to serve, or <see langword="null"/> if it is.</summary>
    public string? WhyNotReady()
    {
        if (_models is not { } models)
        {
            return "The model repository has not been read yet.";
        }

        List<string> notReady = _options.Required.Count > 0
            ? [.. _options.Required.Select(WhyNot).OfType<string>()]
            : [.. models.Where(model => model.State == ModelState.Loading).Select(model => $"{model.Name} is loading")];
        if (notReady.Count > 0)
        {
            return $"{string.Join("; ", notReady)}.";
        }

        return models.Any(model => model.State == ModelState.Ready) ? null
            : models.Count == 0 ? "There is no model in the repository (Models:Path)."
            : "No model could be loaded; GET /v1/models says why.";

        string? WhyNot(string name) => models.FirstOrDefault(model => model.Name == name)?.State switch
        {
            null => $"there is no model {name}",
            ModelState.Loading => $"{name} is loading",
            ModelState.Failed => $"{name} could not be loaded",
            _ => null,
        };
    }

    /// <summary>Stops what runs and frees every session.</summary>
    public void Dispose()
    {
        foreach (CatalogVariant variant in Models.SelectMany(model => model.Variants))
        {
            variant.Model?.Dispose();
        }

        _models = [];
    }

    private void LogModel(CatalogModel model)
    {
        ModelInfo info = _describer.Describe(model);
        foreach (string fault in info.Faults)
        {
            Log.ModelFault(_logger, info.Name, fault);
        }

        foreach (string warning in info.Warnings)
        {
            Log.ModelWarning(_logger, info.Name, warning);
        }

        foreach (VariantInfo variant in info.Variants)
        {
            foreach (string fault in variant.Faults)
            {
                Log.VariantFault(_logger, info.Name, variant.Folder, fault);
            }

            if (variant.State == ModelState.Ready)
            {
                Log.VariantReady(_logger, info.Name, variant.Role, variant.Version, variant.ModelType);
            }
        }
    }
}
