using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Versions;

/// <summary>
/// Brings a model to what its files and its operators say. A version that is to answer is loaded beside the one that does; it takes over in one
/// step when it answers as it should, and the old one is freed when the last request that it took is answered. One that cannot be loaded, or
/// fails its self-check, never takes over. Called by one change at a time.
/// </summary>
/// <param name="loader">Loads versions.</param>
/// <param name="publish">Replaces a model in what requests see.</param>
/// <param name="retire">Frees a loaded model when its last request is answered.</param>
/// <param name="logger">The log.</param>
internal sealed class ModelUpdater(ModelLoader loader, Action<CatalogModel> publish, Action<LoadedModel> retire, ILogger logger)
{
    /// <summary>Follows a model's files. What is faulty in them changes nothing where something serves.</summary>
    public async Task<CatalogModel> UpdateAsync(CatalogModel? old, ModelDefinition definition, string fingerprint, CancellationToken cancellationToken)
    {
        if (old is null || !old.Variants.Any(variant => variant.Loaded.Any()))
        {
            return await SettleAsync(Published(ModelLoader.Begin(definition, fingerprint)), cancellationToken);
        }

        if (definition.Faults.Count > 0)
        {
            return Refused(old, definition.Faults, fingerprint);
        }

        if (definition.Manifest?.Task != old.Task)
        {
            return await ReplaceAsync(old, ModelLoader.Begin(definition, fingerprint), cancellationToken);
        }

        // The fingerprint last: a change that was given up half-way is made again.
        CatalogModel settled = await SettleAsync(Published(Carried(old, definition), old), cancellationToken);
        return Published(settled with { Fingerprint = fingerprint });
    }

    /// <summary>A model with one variant's files as they are now, and nothing loaded for it; as it was, if they are faulty or gone.</summary>
    public static CatalogModel Carried(CatalogModel old, ModelDefinition definition, VariantRole role) =>
        definition.Faults.Count == 0 && definition.Manifest?.Task == old.Task && old.Variant(role) is { } before
        && definition.Variants.FirstOrDefault(variant => variant.Role == role) is { } now
            ? old.With(Carried(before, now))
            : old;

    /// <summary>Has a version answer, if it can be loaded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="variant">Which variant of it.</param>
    /// <param name="target">The version.</param>
    /// <param name="before">The versions that answered before, once it does.</param>
    /// <param name="cancellationToken">Gives up; what serves serves on.</param>
    public async Task<CatalogModel> SwitchAsync(
        CatalogModel model, CatalogVariant variant, VersionDefinition target, ImmutableStack<string> before, CancellationToken cancellationToken)
    {
        CatalogVersion old = variant.Serving;
        if (old.Loaded is not null && old.Is(target))
        {
            return Published(model.With(variant.Forgive(target) with { Serving = old with { Definition = target } }));
        }

        Canary? canary = variant.Canary is { } running && running.Version.Is(target) ? running : null;
        CatalogVersion next = canary?.Version ?? await LoadAsync(model, variant, target, cancellationToken);
        if (next.Loaded is null)
        {
            LogRefused(model, variant, next);
            return Published(model.With(variant.Forgive(target) with { Refused = variant.Forgive(target).Refused.Add(next) }));
        }

        CatalogModel switched = Published(model.With(variant.Forgive(target) with
        {
            Serving = next,
            Canary = canary is null ? variant.Canary : null,
            Before = before,
        }));
        if (old.Loaded is { } loaded)
        {
            Log.TookOver(logger, model.Name, variant.Definition.FolderOf(target), target.Version, variant.Definition.FolderOf(old.Definition));
            retire(loaded);
        }
        else
        {
            Catalog.Log.VariantReady(logger, model.Name, variant.Role, target.Version, target.Export?.ModelType);
        }

        return switched;
    }

    /// <summary>Has a version answer a share of the calls, if it can be loaded.</summary>
    public async Task<CatalogModel> BeginCanaryAsync(
        CatalogModel model, CatalogVariant variant, VersionDefinition target, double share, CancellationToken cancellationToken)
    {
        CatalogVersion? old = variant.Canary?.Version;
        CatalogVersion next = old?.Is(target) == true ? old : await LoadAsync(model, variant, target, cancellationToken);
        if (next.Loaded is null)
        {
            LogRefused(model, variant, next);
            return Published(model.With(variant.Forgive(target) with { Refused = variant.Forgive(target).Refused.Add(next) }));
        }

        CatalogModel changed = Published(model.With(variant.Forgive(target) with { Canary = new Canary(next, share) }));
        Log.CanaryBegins(logger, model.Name, variant.Definition.FolderOf(target), target.Version, share);
        if (old is not null && old != next)
        {
            Retire(old);
        }

        return changed;
    }

    /// <summary>Has a version be the one that is to answer, until it is said otherwise.</summary>
    public CatalogModel Want(CatalogModel model, VariantRole role, string version) => Published(model.With(Of(model, role) with { Wanted = version }));

    /// <summary>Ends the canary.</summary>
    public CatalogModel EndCanary(CatalogModel model, CatalogVariant variant)
    {
        CatalogModel changed = Published(model.With(variant with { Canary = null }));
        if (variant.Canary is { Version: var ended })
        {
            Log.CanaryEnds(logger, model.Name, variant.Definition.FolderOf(ended.Definition), ended.Definition.Version);
            Retire(ended);
        }

        return changed;
    }

    /// <summary>The versions that answered before, once another takes over.</summary>
    public static ImmutableStack<string> History(CatalogVariant variant) =>
        variant.Serving is { Loaded: not null, Definition.Name: { Length: > 0 } name } ? variant.Before.Push(name) : variant.Before;

    private static CatalogModel Carried(CatalogModel old, ModelDefinition definition) => old with
    {
        Definition = definition,
        RefusedFaults = [],
        Variants = [.. definition.Variants.Select(variant => old.Variant(variant.Role) is { } before ? Carried(before, variant) : new CatalogVariant(variant, CatalogVersion.Of(variant.Current)))],
    };

    /// <summary>The latest word holds: the files' where they name another version than before, else what was wanted until now.</summary>
    private static CatalogVariant Carried(CatalogVariant old, VariantDefinition definition) => old with
    {
        Definition = definition,
        Wanted = definition.Current.Name == old.Definition.Current.Name && definition.Versions.Any(version => version.Name == old.Wanted) ? old.Wanted : definition.Current.Name,
        Refused = old.Refused.RemoveAll(refused => definition.Versions.All(version => version.Folder != refused.Definition.Folder)),
    };

    private async Task<CatalogModel> SettleAsync(CatalogModel model, CancellationToken cancellationToken)
    {
        foreach (VariantRole role in model.Variants.Select(variant => variant.Role).ToArray())
        {
            model = await SettleAsync(model, role, cancellationToken);
        }

        return model;
    }

    private async Task<CatalogModel> SettleAsync(CatalogModel model, VariantRole role, CancellationToken cancellationToken)
    {
        // 1. What is wanted. Where nothing serves yet and it cannot, the next lower version that can does: as if it had been there before.
        VariantDefinition definition = Of(model, role).Definition;
        string wanted = Of(model, role).Wanted;
        VersionDefinition target = definition.Versions.FirstOrDefault(version => version.Name == wanted) ?? definition.Current;
        foreach (VersionDefinition version in definition.Versions.SkipWhile(other => other != target).Skip(1).Prepend(target))
        {
            model = await SwitchAsync(model, Of(model, role), version, History(Of(model, role)), cancellationToken);
            if (Of(model, role).Serving.Loaded is not null)
            {
                break;
            }
        }

        // 2. Nothing at all: the variant fails by what was wanted.
        CatalogVariant variant = Of(model, role);
        if (variant.Serving.Loaded is null && variant.Refused.Find(refused => refused.Definition == target) is { } failed)
        {
            return Published(model.With(variant with { Serving = failed }));
        }

        // 3. The canary, whose files may have changed or gone.
        return variant.Canary is not { } canary ? model
            : definition.Versions.FirstOrDefault(version => version.Name == canary.Version.Definition.Name) is { } now
                ? canary.Version.Is(now) ? model : await BeginCanaryAsync(model, variant, now, canary.Share, cancellationToken)
                : EndCanary(model, variant);
    }

    /// <summary>A model that does something else now: nothing of the old one can stand in for it, so that it comes whole or not at all.</summary>
    private async Task<CatalogModel> ReplaceAsync(CatalogModel old, CatalogModel begun, CancellationToken cancellationToken)
    {
        var aside = new ModelUpdater(loader, static _ => { }, static loaded => loaded.Dispose(), logger);
        CatalogModel model = await aside.SettleAsync(begun, cancellationToken);
        if (model.State == ModelState.Ready)
        {
            return Published(model, old);
        }

        foreach (LoadedModel loaded in model.Variants.SelectMany(variant => variant.Loaded))
        {
            loaded.Dispose();
        }

        return Refused(old, [.. model.Variants.SelectMany(variant => variant.Serving.Faults)], begun.Fingerprint);
    }

    private CatalogModel Refused(CatalogModel old, IReadOnlyList<string> faults, string fingerprint)
    {
        foreach (string fault in faults)
        {
            Log.ManifestRefused(logger, old.Name, fault);
        }

        return Published(old with { RefusedFaults = faults, Fingerprint = fingerprint });
    }

    /// <summary>Shows a model to requests, and retires what only the old one had.</summary>
    private CatalogModel Published(CatalogModel model, CatalogModel? old = null)
    {
        publish(model);
        foreach (LoadedModel gone in old?.Variants.SelectMany(variant => variant.Loaded).Except(model.Variants.SelectMany(variant => variant.Loaded)) ?? [])
        {
            retire(gone);
        }

        return model;
    }

    private static CatalogVariant Of(CatalogModel model, VariantRole role) => model.Variants.First(variant => variant.Role == role);

    private Task<CatalogVersion> LoadAsync(CatalogModel model, CatalogVariant variant, VersionDefinition version, CancellationToken cancellationToken) =>
        loader.LoadAsync(model.Name, variant.Role, model.Task, version, cancellationToken);

    private void LogRefused(CatalogModel model, CatalogVariant variant, CatalogVersion refused)
    {
        foreach (string fault in refused.Faults)
        {
            Log.Refused(logger, model.Name, variant.Definition.FolderOf(refused.Definition), fault);
        }
    }

    private void Retire(CatalogVersion version)
    {
        if (version.Loaded is { } loaded)
        {
            retire(loaded);
        }
    }
}
