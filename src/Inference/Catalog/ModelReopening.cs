using Microsoft.Extensions.Logging;
using TransformerService.Inference.Serving;

namespace TransformerService.Inference.Catalog;

/// <summary>Replaces a loaded model that no longer works by loading the same version again. Called by one change at a time.</summary>
/// <param name="loader">Loads versions.</param>
/// <param name="publish">Replaces a model in what requests see.</param>
/// <param name="retire">Frees a loaded model when its last request is answered.</param>
/// <param name="logger">The log.</param>
internal sealed class ModelReopening(ModelLoader loader, Action<CatalogModel> publish, Action<LoadedModel> retire, ILogger logger)
{
    /// <summary>Removes the broken model, so that its variant is not ready, and loads its version again.</summary>
    /// <param name="models">The catalog's models.</param>
    /// <param name="broken">The model that no longer works.</param>
    /// <param name="updater">Ends the version if it is a canary.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Whether nothing is left to do: it works again, or another version has replaced it.</returns>
    public async Task<bool> TryAsync(
        IReadOnlyList<CatalogModel> models,
        ServedModel broken,
        ModelUpdater updater,
        CancellationToken cancellationToken
    )
    {
        foreach (var model in models)
        {
            if (model.Variants.FirstOrDefault(variant => variant.Canary?.Version.Loaded?.Model == broken) is { } canary)
            {
                updater.Versions.EndCanary(model, canary);
                return true;
            }

            if (
                model.Variants.FirstOrDefault(variant =>
                    variant.Serving.Loaded is { } loaded ? loaded.Model == broken : variant.Reopens == broken
                ) is
                { } variant
            )
            {
                return await TryAsync(model, variant with { Reopens = broken }, cancellationToken);
            }
        }

        return true;
    }

    private async Task<bool> TryAsync(CatalogModel model, CatalogVariant variant, CancellationToken cancellationToken)
    {
        if (variant.Serving.Loaded is { } loaded)
        {
            publish(model.With(variant with { Serving = CatalogVersion.Of(variant.Serving.Definition) }));
            retire(loaded);
        }

        var next = await loader.LoadAsync(
            model.Name,
            variant.Role,
            model.Task,
            variant.Serving.Definition,
            model.Definition.Manifest?.SourceLanguage,
            cancellationToken
        );
        publish(model.With(variant with { Serving = next, Reopens = next.Loaded is null ? variant.Reopens : null }));
        var folder = variant.Definition.FolderOf(next.Definition);
        if (next.Loaded is not null)
        {
            Log.Reopened(logger, model.Name, folder, next.Definition.ShortHash);
            return true;
        }

        foreach (var fault in next.Faults)
        {
            Log.ReopenFailed(logger, model.Name, folder, fault);
        }

        return false;
    }
}
