using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>
/// Loads one version beside the current one, and puts it in its place in one step once it answers correctly. The old one is freed when
/// its last request is answered. A version that cannot be loaded, or fails its self-check, never takes over.
/// </summary>
/// <param name="loader">Loads versions.</param>
/// <param name="publish">Replaces a model in what requests see.</param>
/// <param name="retire">Frees a loaded model when its last request is answered.</param>
/// <param name="logger">The log.</param>
internal sealed class VersionSwitch(ModelLoader loader, Action<CatalogModel> publish, Action<LoadedModel> retire, ILogger logger)
{
    /// <summary>Makes a version answer, if it can be loaded; otherwise it is listed as refused.</summary>
    public async Task<CatalogModel> TryAsync(
        CatalogModel model,
        CatalogVariant variant,
        VersionDefinition target,
        ImmutableStack<string> before,
        CancellationToken cancellationToken
    )
    {
        var old = variant.Serving;
        if (old.Loaded is not null && old.Is(target))
        {
            return Published(model.With(variant.ClearRefusals(target) with { Serving = old with { Definition = target } }));
        }

        var canary = variant.Canary is { } running && running.Version.Is(target) ? running : null;
        var next = canary?.Version ?? await LoadAsync(model, variant, target, cancellationToken);
        if (next.Loaded is null)
        {
            LogRefused(model, variant, next);
            return Published(model.With(variant.Refuse(next)));
        }

        var switched = Published(
            model.With(
                variant.ClearRefusals(target) with
                {
                    Serving = next,
                    Canary = canary is null ? variant.Canary : null,
                    PreviousNumbers = before,
                }
            )
        );
        if (old.Loaded is { } loaded)
        {
            Log.TookOver(
                logger,
                model.Name,
                variant.Definition.FolderOf(target),
                target.ShortHash,
                variant.Definition.FolderOf(old.Definition)
            );
            retire(loaded);
        }
        else
        {
            Catalog.Log.VariantReady(logger, model.Name, variant.Role, target.ShortHash, target.Export?.ModelType);
        }

        return switched;
    }

    /// <summary>Makes a version answer a share of the calls, if it can be loaded.</summary>
    public async Task<CatalogModel> BeginCanaryAsync(
        CatalogModel model,
        CatalogVariant variant,
        VersionDefinition target,
        double share,
        CancellationToken cancellationToken
    )
    {
        var old = variant.Canary?.Version;
        var next = old?.Is(target) == true ? old : await LoadAsync(model, variant, target, cancellationToken);
        if (next.Loaded is null)
        {
            LogRefused(model, variant, next);
            var refused = variant.Refuse(next);
            return old?.IsRefutedBy(next) == true ? EndCanary(model, refused) : Published(model.With(refused));
        }

        var changed = Published(model.With(variant.ClearRefusals(target) with { Canary = new Canary(next, share) }));
        Log.CanaryBegins(logger, model.Name, variant.Definition.FolderOf(target), target.ShortHash, share);
        if (old is not null && old != next)
        {
            Retire(old);
        }

        return changed;
    }

    /// <summary>Ends the canary.</summary>
    public CatalogModel EndCanary(CatalogModel model, CatalogVariant variant)
    {
        var changed = Published(model.With(variant with { Canary = null }));
        if (variant.Canary is { Version: var ended })
        {
            Log.CanaryEnds(logger, model.Name, variant.Definition.FolderOf(ended.Definition), ended.Definition.ShortHash);
            Retire(ended);
        }

        return changed;
    }

    /// <summary>Frees a version's loaded model when its last request is answered.</summary>
    public void Retire(CatalogVersion version)
    {
        if (version.Loaded is { } loaded)
        {
            retire(loaded);
        }
    }

    /// <summary>A switch that shows nothing to requests: what it replaces is freed at once.</summary>
    public VersionSwitch Aside() => new(loader, static _ => { }, static loaded => loaded.Dispose(), logger);

    /// <summary>Publishes a model to requests, and retires what only the old one had.</summary>
    public CatalogModel Published(CatalogModel model, CatalogModel? old = null)
    {
        publish(model);
        foreach (
            var gone in old?.Variants.SelectMany(variant => variant.Loaded).Except(model.Variants.SelectMany(variant => variant.Loaded))
                ?? []
        )
        {
            retire(gone);
        }

        return model;
    }

    private Task<CatalogVersion> LoadAsync(
        CatalogModel model,
        CatalogVariant variant,
        VersionDefinition version,
        CancellationToken cancellationToken
    ) => loader.LoadAsync(model.Name, variant.Role, model.Task, version, model.Definition.Manifest?.SourceLanguage, cancellationToken);

    private void LogRefused(CatalogModel model, CatalogVariant variant, CatalogVersion refused)
    {
        foreach (var fault in refused.Faults)
        {
            Log.Refused(logger, model.Name, variant.Definition.FolderOf(refused.Definition), fault);
        }
    }
}
