using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Repository;
using TransformerService.Models.Screening;

namespace TransformerService.Inference.Catalog;

/// <summary>
/// The models that the server has, loaded or not. Readers see one immutable snapshot; every change replaces it. Changes are made one at a
/// time.
/// </summary>
public sealed class ModelCatalog : IDisposable
{
    private readonly ModelLoader _loader;
    private readonly ModelsOptions _options;
    private readonly ModelDescriber _describer;
    private readonly ILogger<ModelCatalog> _logger;
    private readonly ModelUpdater _updater;
    private readonly ModelRecovery _recovery;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<LoadedModel, bool> _draining = [];
    private volatile IReadOnlyList<CatalogModel>? _models;
    private volatile bool _isLoaded;

    internal ModelCatalog(ModelLoader loader, ModelDescriber describer, IOptions<ModelsOptions> options, ILogger<ModelCatalog> logger)
    {
        _loader = loader;
        _describer = describer;
        _options = options.Value;
        _logger = logger;
        _updater = new ModelUpdater(new VersionSwitch(loader, Put, Retire, logger), logger);
        Idle = new IdleModels(this, loader, [.. _options.Required], Put, Retire, logger);
        _recovery = new ModelRecovery(this, new ModelReopening(loader, Put, Retire, logger), loader.TimeProvider, logger);
        loader.BatchFailed = _recovery.Note;
    }

    /// <summary>The execution environment of the models.</summary>
    public MachineInfo Machine => _loader.Machine;

    /// <summary>Raised when a model was removed, or when the shadow settings in its model.json changed.</summary>
    public event Action<string>? ChecksChanged;

    /// <summary>
    /// Raised when a model's state or the server's readiness may have changed. Raised during the change: handlers must be quick.
    /// </summary>
    public event Action? StatesChanged;

    /// <summary>The state of each model by name.</summary>
    public IReadOnlyDictionary<string, ModelState> States =>
        Models.ToDictionary(model => model.Name, model => model.State, StringComparer.Ordinal);

    /// <summary>The current snapshot, in the order of the models' names: the same list until a model changes.</summary>
    public IReadOnlyList<CatalogModel> Models => _models ?? [];

    /// <summary>Number of replaced models whose last requests are not answered yet.</summary>
    internal int Draining => _draining.Count;

    /// <summary>Whether the repository was read; from then on every model is in the snapshot, loaded or not.</summary>
    internal bool IsRead => _models is not null;

    /// <summary>Unloads models without calls, and loads them again.</summary>
    internal IdleModels Idle { get; }

    /// <summary>The path of the model repository.</summary>
    internal string Path => ModelsPath.Resolve(_options.Path);

    /// <summary>The limits of model files.</summary>
    internal ModelLimits Limits => _options.Limits;

    /// <summary>Reads the repository and loads every model, once; a faulty one does not stop the others.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) =>
        ChangeAsync(
            async updater =>
            {
                if (_isLoaded)
                {
                    return true; // later changes are followed model by model
                }

                Log.ReadingRepository(_logger, Path, _loader.Provider.ToString(), _loader.ProviderReason);
                Log.RunsOn(_logger, Machine.Cpu, Machine.Int8Arithmetic.ToString());
                var files = RepositoryFingerprint.Read(Path);
                CatalogModel[] begun =
                [
                    .. ModelRepository
                        .Read(Path, Limits)
                        .Select(definition => ModelLoader.Begin(definition, files.GetValueOrDefault(definition.Name, ""))),
                ];
                _models = begun;
                StatesChanged?.Invoke();
                foreach (var model in begun)
                {
                    var settled = await updater.UpdateAsync(model, model.Definition, model.Fingerprint, cancellationToken);
                    Log.Faults(_logger, _describer.Describe(settled));
                    if (_options.UnloadAfter is not null)
                    {
                        Idle.Defer(settled);
                    }
                }

                _isLoaded = true;
                StatesChanged?.Invoke();
                if (_options.DefaultClassifier is { } name && ModelSelector.DefaultClassifier(Models, name) is null)
                {
                    Log.NoDefaultClassifier(_logger, name);
                }

                if (WhyNotReady() is { } reason)
                {
                    Log.NotReady(_logger, reason);
                }

                return true;
            },
            cancellationToken
        );

    /// <summary>All models by name.</summary>
    public IReadOnlyList<ModelInfo> Describe() => [.. Models.Select(_describer.Describe)];

    /// <summary>One model.</summary>
    /// <exception cref="InferenceException">There is no model of that name.</exception>
    public ModelInfo Describe(string name) =>
        Models.FirstOrDefault(model => model.Name == name) is { } found
            ? _describer.Describe(found)
            : throw InferenceException.NoSuchModel();

    /// <summary>Why the server is not ready to serve, or <see langword="null"/> if it is.</summary>
    public string? WhyNotReady() => Readiness.WhyNot(_models, _isLoaded, [.. _options.Required]);

    /// <summary>Lends the variant that a request selects in the current snapshot; it is not freed until the loan ends.</summary>
    /// <param name="select">Selects the variant; its exceptions pass through.</param>
    /// <param name="selected">What it selected.</param>
    /// <returns>The loan; <see langword="null"/> if the variant was unloaded for lack of calls.</returns>
    internal ModelLoan? Borrow(
        Func<IReadOnlyList<CatalogModel>, (CatalogModel Model, CatalogVariant Variant)> select,
        out (CatalogModel Model, CatalogVariant Variant) selected
    )
    {
        while (true)
        {
            selected = select(Models);
            if (ModelLoan.Of(selected.Model, selected.Variant) is { } loan)
            {
                return loan;
            }

            if (selected.Variant.Serving.IsUnloaded)
            {
                return null;
            }

            // Another version has taken over since the snapshot was read: the next one has it.
        }
    }

    /// <summary>Like <see cref="Borrow"/>, but waits until an unloaded variant is loaded again.</summary>
    /// <exception cref="InferenceException">It could not be loaded.</exception>
    internal async Task<ModelLoan> BorrowAsync(
        Func<IReadOnlyList<CatalogModel>, (CatalogModel Model, CatalogVariant Variant)> select,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            if (Borrow(select, out var selected) is { } loan)
            {
                return loan;
            }

            await Idle.WakeAsync(selected.Model.Name, selected.Variant.Role, cancellationToken);
        }
    }

    /// <summary>Makes a change after the changes before it are done.</summary>
    internal async Task<T> ChangeAsync<T>(Func<ModelUpdater, Task<T>> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await change(_updater);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Removes a model; it is freed when its last request is answered.</summary>
    internal void Remove(CatalogModel model)
    {
        _models = [.. Models.Where(other => other.Name != model.Name)];
        StatesChanged?.Invoke();
        foreach (var loaded in model.Variants.SelectMany(variant => variant.Loaded))
        {
            Retire(loaded);
        }

        ChecksChanged?.Invoke(model.Name);
    }

    /// <summary>Stops all runs and frees every session.</summary>
    public void Dispose()
    {
        _recovery.Dispose();
        Idle.Dispose();
        _loader.Dispose();
        LoadedModel[] loaded = [.. Models.SelectMany(model => model.Variants).SelectMany(variant => variant.Loaded), .. _draining.Keys];
        foreach (var model in loaded)
        {
            model.Dispose();
        }

        // Also wait for a model that another thread is already freeing.
        Task.WhenAll(loaded.Select(model => model.Freed)).GetAwaiter().GetResult();
        _models = [];
    }

    /// <summary>Replaces a model in the snapshot, or adds it.</summary>
    private void Put(CatalogModel model)
    {
        var old = Models.FirstOrDefault(other => other.Name == model.Name);
        _models = [.. Models.Where(other => other.Name != model.Name).Append(model).OrderBy(other => other.Name, StringComparer.Ordinal)];
        StatesChanged?.Invoke();
        if (old?.Definition.Manifest is { } before && model.Definition.Manifest is { } now && !now.ChecksLike(before))
        {
            ChecksChanged?.Invoke(model.Name);
        }
    }

    private void Retire(LoadedModel loaded)
    {
        _draining[loaded] = true;
        loaded.Freed.ContinueWith(_ => _draining.TryRemove(loaded, out var _), TaskScheduler.Default);
        loaded.Retire();
    }
}
