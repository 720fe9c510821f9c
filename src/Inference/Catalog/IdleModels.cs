using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;
using TransformerService.Models;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Catalog;

/// <summary>
/// Unloads models without calls, and loads them again for the next call. However many calls wait, a model is loaded once, and to the end:
/// one call that is cancelled does not stop it.
/// </summary>
/// <param name="catalog">The models.</param>
/// <param name="loader">Loads versions.</param>
/// <param name="required">Models that are never unloaded.</param>
/// <param name="publish">Replaces a model in what requests see.</param>
/// <param name="retire">Frees a loaded model when its last request is answered.</param>
/// <param name="logger">The log.</param>
internal sealed class IdleModels(
    ModelCatalog catalog,
    ModelLoader loader,
    IReadOnlyCollection<string> required,
    Action<CatalogModel> publish,
    Action<LoadedModel> retire,
    ILogger logger
) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Model, VariantRole Role), Task> _waking = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Waits until an unloaded variant is loaded again.</summary>
    /// <exception cref="InferenceException">It could not be loaded.</exception>
    public Task WakeAsync(string model, VariantRole role, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_waking.TryGetValue((model, role), out var waking))
            {
                // The load belongs to no caller: it must not run in the trace or log scope of the first call.
                using (ExecutionContext.SuppressFlow())
                {
                    waking = Task.Run(() => WakeAsync(model, role), CancellationToken.None);
                }

                _waking[(model, role)] = waking;
            }

            return waking.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Defers models that do not fit into memory at the start until they are called: others may have been unloaded by then.
    /// </summary>
    public void Defer(CatalogModel model)
    {
        if (required.Contains(model.Name))
        {
            return;
        }

        foreach (var variant in model.Variants.Where(variant => IsForMemory(variant.Serving)))
        {
            model = model.With(variant with { Serving = variant.Serving.Unloaded() with { Faults = [] }, Refused = [] });
            publish(model);
        }
    }

    /// <summary>Unloads models that have had no call for the given time.</summary>
    public Task UnloadAsync(TimeSpan idle, CancellationToken cancellationToken) =>
        catalog.ChangeAsync(
            _ =>
            {
                foreach ((var model, var variant, var loaded) in Idle().Where(found => found.Loaded.Idle >= idle))
                {
                    Unload(model, variant, loaded);
                }

                return Task.FromResult(true);
            },
            cancellationToken
        );

    public void Dispose() => _stopping.Cancel();

    private async Task WakeAsync(string name, VariantRole role)
    {
        try
        {
            await catalog.ChangeAsync(_ => LoadAsync(name, role, _stopping.Token), _stopping.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new InferenceException(InferenceError.ModelNotReady, "The server is shutting down; send the request again.", exception);
        }
        finally
        {
            lock (_lock)
            {
                _waking.Remove((name, role));
            }
        }
    }

    private async Task<bool> LoadAsync(string name, VariantRole role, CancellationToken cancellationToken)
    {
        while (Find(name, role) is var (model, variant) && variant.Serving.IsUnloaded)
        {
            var next = await loader.LoadAsync(
                name,
                role,
                model.Task,
                variant.Serving.Definition,
                model.Definition.Manifest?.SourceLanguage,
                cancellationToken
            );
            if (next.Loaded is not null)
            {
                publish(model.With(variant with { Serving = next }));
                Log.Woken(logger, name, role);
                return true;
            }

            var isMemory = IsForMemory(next);
            if (isMemory && await MakeRoomAsync(cancellationToken))
            {
                continue;
            }

            var fault = string.Join(" ", next.Faults);
            Log.WakeFailed(logger, name, role, fault);
            if (!isMemory)
            {
                publish(model.With(variant with { Serving = next }));
            }

            throw new InferenceException(
                InferenceError.ModelNotReady,
                $"The model '{name}' could not be loaded again; GET /v1/models/{name} says more. {(isMemory ? fault : "")}".TrimEnd()
            );
        }

        return true;
    }

    private static bool IsForMemory(CatalogVersion version) =>
        version.Faults.Any(fault => fault.StartsWith(MemoryBudget.Insufficient, StringComparison.Ordinal));

    /// <summary>Unloads the model that has been idle the longest.</summary>
    /// <returns>Whether there was one.</returns>
    private async Task<bool> MakeRoomAsync(CancellationToken cancellationToken)
    {
        if (
            Idle().Where(found => found.Loaded.Idle > TimeSpan.Zero).OrderByDescending(found => found.Loaded.Idle).FirstOrDefault()
            is not { Loaded: { } loaded } found
        )
        {
            return false;
        }

        Unload(found.Model, found.Variant, loaded);
        await loaded.Freed.WaitAsync(cancellationToken);
        return true;
    }

    private void Unload(CatalogModel model, CatalogVariant variant, LoadedModel loaded)
    {
        // Read the model again: another of its variants may have changed meanwhile.
        var now = catalog.Models.First(other => other.Name == model.Name);
        publish(now.With(variant with { Serving = variant.Serving.Unloaded() }));
        Log.Unloaded(logger, model.Name, variant.Role, loaded.Idle);
        retire(loaded);
    }

    private IEnumerable<(CatalogModel Model, CatalogVariant Variant, LoadedModel Loaded)> Idle() =>
        from model in catalog.Models
        where !required.Contains(model.Name)
        from variant in model.Variants
        where variant.Canary is null && variant.Serving.Loaded is not null
        select (model, variant, variant.Serving.Loaded);

    private (CatalogModel Model, CatalogVariant Variant)? Find(string name, VariantRole role) =>
        catalog.Models.FirstOrDefault(model => model.Name == name) is { } model && model.Variant(role) is { } variant
            ? (model, variant)
            : null;
}

/// <summary>Checks regularly for models that have had no call for <see cref="ModelsOptions.UnloadAfter"/>.</summary>
internal sealed class IdleWatch(ModelCatalog catalog, IOptions<ModelsOptions> options, TimeProvider timeProvider, ILogger<IdleWatch> logger)
    : BackgroundService
{
    private const int LooksInTime = 4;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.UnloadAfter is not { } idle)
        {
            return;
        }

        using var timer = new PeriodicTimer(idle / LooksInTime < Longest ? idle / LooksInTime : Longest, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await catalog.Idle.UnloadAsync(idle, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The error boundary of one check: whatever fails, the next check follows.
                Log.UnloadThrew(logger, exception.GetType().Name, exception.Message);
            }
        }
    }
}
