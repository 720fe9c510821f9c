using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>
/// Brings a model to the state that its files and operators ask for. A new version is loaded beside the current one; it takes over in one
/// step once it answers correctly, and the old one is freed when its last request is answered. A version that cannot be loaded, or
/// fails its self-check, never takes over. Called by one change at a time.
/// </summary>
/// <param name="loader">Loads versions.</param>
/// <param name="publish">Replaces a model in what requests see.</param>
/// <param name="retire">Frees a loaded model when its last request is answered.</param>
/// <param name="logger">The log.</param>
internal sealed class ModelUpdater(ModelLoader loader, Action<CatalogModel> publish, Action<LoadedModel> retire, ILogger logger)
{
    /// <summary>Applies a model's files. Faulty files change nothing while a version serves.</summary>
    public async Task<CatalogModel> UpdateAsync(
        CatalogModel? old,
        ModelDefinition definition,
        string fingerprint,
        CancellationToken cancellationToken
    )
    {
        if (old is null || !old.Variants.Any(variant => variant.Loaded.Any() || variant.Serving.IsUnloaded))
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

        // The fingerprint last: a change that was cancelled half-way is made again.
        var settled = await SettleAsync(Published(Carried(old, definition), old), cancellationToken);
        return Published(settled with { Fingerprint = fingerprint });
    }

    /// <summary>
    /// Returns the model with one variant's current files, and nothing loaded for it; unchanged if the files are faulty or gone.
    /// </summary>
    public static CatalogModel Carried(CatalogModel old, ModelDefinition definition, VariantRole role) =>
        definition.Faults.Count == 0
        && definition.Manifest?.Task == old.Task
        && old.Variant(role) is { } before
        && definition.Variants.FirstOrDefault(variant => variant.Role == role) is { } now
            ? old.With(Carried(before, now))
            : old;

    /// <summary>
    /// Makes a version answer, if it can be loaded. If it serves already but its files are now refused, another takes its place.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="variant">Which variant of it.</param>
    /// <param name="target">The version.</param>
    /// <param name="before">The versions that answered before, once it answers.</param>
    /// <param name="cancellationToken">Cancels the change; the current version keeps serving.</param>
    public async Task<CatalogModel> SwitchAsync(
        CatalogModel model,
        CatalogVariant variant,
        VersionDefinition target,
        ImmutableStack<string> before,
        CancellationToken cancellationToken
    )
    {
        model = await TryAsync(model, variant, target, before, cancellationToken);
        return Of(model, variant.Role).Refutation is null ? model : await SettleAsync(model, variant.Role, target, cancellationToken);
    }

    private async Task<CatalogModel> TryAsync(
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
            return Published(model.With(variant.Forgive(target) with { Serving = old with { Definition = target } }));
        }

        var canary = variant.Canary is { } running && running.Version.Is(target) ? running : null;
        var next = canary?.Version ?? await LoadAsync(model, variant, target, cancellationToken);
        if (next.Loaded is null)
        {
            LogRefused(model, variant, next);
            return Published(model.With(variant.Forgive(target) with { Refused = variant.Forgive(target).Refused.Add(next) }));
        }

        var switched = Published(
            model.With(variant.Forgive(target) with { Serving = next, Canary = canary is null ? variant.Canary : null, Before = before })
        );
        if (old.Loaded is { } loaded)
        {
            Log.TookOver(
                logger,
                model.Name,
                variant.Definition.FolderOf(target),
                target.Version,
                variant.Definition.FolderOf(old.Definition)
            );
            retire(loaded);
        }
        else
        {
            Catalog.Log.VariantReady(logger, model.Name, variant.Role, target.Version, target.Export?.ModelType);
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
            var refused = variant.Forgive(target) with { Refused = variant.Forgive(target).Refused.Add(next) };
            return old?.IsRefutedBy(next) == true ? EndCanary(model, refused) : Published(model.With(refused));
        }

        var changed = Published(model.With(variant.Forgive(target) with { Canary = new Canary(next, share) }));
        Log.CanaryBegins(logger, model.Name, variant.Definition.FolderOf(target), target.Version, share);
        if (old is not null && old != next)
        {
            Retire(old);
        }

        return changed;
    }

    /// <summary>Sets the version that should answer, until the next change.</summary>
    public CatalogModel Want(CatalogModel model, VariantRole role, string version) =>
        Published(model.With(Of(model, role) with { Wanted = version }));

    /// <summary>Ends the canary.</summary>
    public CatalogModel EndCanary(CatalogModel model, CatalogVariant variant)
    {
        var changed = Published(model.With(variant with { Canary = null }));
        if (variant.Canary is { Version: var ended })
        {
            Log.CanaryEnds(logger, model.Name, variant.Definition.FolderOf(ended.Definition), ended.Definition.Version);
            Retire(ended);
        }

        return changed;
    }

    /// <summary>Returns the versions that answered before, once another takes over.</summary>
    public static ImmutableStack<string> History(CatalogVariant variant) =>
        variant.Refutation is null && variant.Serving is { Loaded: not null, Definition.Name: { Length: > 0 } name }
            ? variant.Before.Push(name)
            : variant.Before;

    private static CatalogModel Carried(CatalogModel old, ModelDefinition definition) =>
        old with
        {
            Definition = definition,
            RefusedFaults = [],
            Variants =
            [
                .. definition.Variants.Select(variant =>
                    old.Variant(variant.Role) is { } before
                        ? Carried(before, variant)
                        : new CatalogVariant(variant, CatalogVersion.Of(variant.Current))
                ),
            ],
        };

    /// <summary>
    /// The latest change takes precedence: the files' version if they name another one than before, otherwise the version wanted until now.
    /// </summary>
    private static CatalogVariant Carried(CatalogVariant old, VariantDefinition definition) =>
        old with
        {
            Definition = definition,
            Wanted =
                definition.Current.Name == old.Definition.Current.Name && definition.Versions.Any(version => version.Name == old.Wanted)
                    ? old.Wanted
                    : definition.Current.Name,
            Refused = old.Refused.RemoveAll(refused => definition.Versions.All(version => version.Folder != refused.Definition.Folder)),
        };

    private async Task<CatalogModel> SettleAsync(CatalogModel model, CancellationToken cancellationToken)
    {
        foreach (var role in model.Variants.Select(variant => variant.Role).ToArray())
        {
            model = await SettleAsync(model, role, cancellationToken);
        }

        return model;
    }

    private async Task<CatalogModel> SettleAsync(CatalogModel model, VariantRole role, CancellationToken cancellationToken)
    {
        // 1. The version that serves although another is wanted, if its files have changed: they may now be refused.
        var definition = Of(model, role).Definition;
        var wanted = Of(model, role).Wanted;
        var target = definition.Versions.FirstOrDefault(version => version.Name == wanted) ?? definition.Current;
        if (
            Of(model, role).Serving.Loaded is not null
            && OnDisk(Of(model, role)) is { } serving
            && !Of(model, role).Serving.Is(serving)
            && !Candidates(definition, target).Contains(serving)
        )
        {
            model = await TryAsync(model, Of(model, role), serving, Of(model, role).Before, cancellationToken);
        }

        // 2. The wanted version, or its substitute.
        model = await SettleAsync(model, role, target, cancellationToken);

        // 3. The canary, whose files may have changed or been removed.
        var variant = Of(model, role);
        return variant.Canary is not { } canary ? model
            : definition.Versions.FirstOrDefault(version => version.Name == canary.Version.Definition.Name) is { } now
                ? canary.Version.Is(now) ? model
                    : await BeginCanaryAsync(model, variant, now, canary.Share, cancellationToken)
            : EndCanary(model, variant);
    }

    /// <summary>
    /// Makes the wanted version answer, otherwise the one that a restart would choose: the next lower one that can be loaded, as if it had
    /// been there before. A serving version that is not refused is replaced only by a version that comes earlier in that order.
    /// </summary>
    private async Task<CatalogModel> SettleAsync(
        CatalogModel model,
        VariantRole role,
        VersionDefinition target,
        CancellationToken cancellationToken
    )
    {
        var definition = Of(model, role).Definition;
        var candidates = Candidates(definition, target);
        foreach ((var place, var version) in candidates.Index())
        {
            // A version that was tried and refused in this change is not tried again.
            var now = Of(model, role);
            if (!now.Refused.Exists(refused => refused.Definition == version))
            {
                model = await TryAsync(model, now, version, History(now), cancellationToken);
                now = Of(model, role);
            }

            if (
                now.Serving.Loaded is not null
                && now.Refutation is null
                && (OnDisk(now) is not { } serving || candidates.IndexOf(serving) <= place)
            )
            {
                return model;
            }
        }

        var variant = Of(model, role);
        if (variant.Serving.Loaded is { } loaded)
        {
            // Nothing can take its place. It keeps serving, unless its own self-check found that it answers wrongly.
            if (variant.Refutation is not { HasFailedCheck: true } refutation)
            {
                return model;
            }

            Log.TakenAway(logger, model.Name, variant.Definition.FolderOf(refutation.Definition));
            model = Published(model.With(variant with { Serving = refutation }));
            retire(loaded);
            variant = Of(model, role);
        }

        // No version can be loaded: the variant fails with the wanted version's faults.
        return variant.Refused.Find(refused => refused.Definition == target) is { } failed
            ? Published(model.With(variant with { Serving = failed }))
            : model;
    }

    /// <summary>The wanted version, and then those that a restart would try: the version that the files name, and lower ones.</summary>
    private static List<VersionDefinition> Candidates(VariantDefinition definition, VersionDefinition target) =>
        [.. definition.Versions.SkipWhile(other => other != definition.Current).Prepend(definition.Current).Prepend(target).Distinct()];

    /// <summary>The current definition of the serving version's folder; <see langword="null"/> if there is no such folder.</summary>
    private static VersionDefinition? OnDisk(CatalogVariant variant) =>
        variant.Definition.Versions.FirstOrDefault(version => version.Name == variant.Serving.Definition.Name);

    /// <summary>
    /// A model whose task has changed: nothing of the old one can stand in for it, so it is replaced completely or not at all.
    /// </summary>
    private async Task<CatalogModel> ReplaceAsync(CatalogModel old, CatalogModel begun, CancellationToken cancellationToken)
    {
        var aside = new ModelUpdater(loader, static _ => { }, static loaded => loaded.Dispose(), logger);
        var model = await aside.SettleAsync(begun, cancellationToken);
        if (model.State == ModelState.Ready)
        {
            return Published(model, old);
        }

        foreach (var loaded in model.Variants.SelectMany(variant => variant.Loaded))
        {
            loaded.Dispose();
        }

        return Refused(old, [.. model.Variants.SelectMany(variant => variant.Serving.Faults)], begun.Fingerprint);
    }

    private CatalogModel Refused(CatalogModel old, IReadOnlyList<string> faults, string fingerprint)
    {
        foreach (var fault in faults)
        {
            Log.ManifestRefused(logger, old.Name, fault);
        }

        return Published(old with { RefusedFaults = faults, Fingerprint = fingerprint });
    }

    /// <summary>Publishes a model to requests, and retires what only the old one had.</summary>
    private CatalogModel Published(CatalogModel model, CatalogModel? old = null)
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

    private static CatalogVariant Of(CatalogModel model, VariantRole role) => model.Variants.First(variant => variant.Role == role);

    private Task<CatalogVersion> LoadAsync(
        CatalogModel model,
        CatalogVariant variant,
        VersionDefinition version,
        CancellationToken cancellationToken
    ) => loader.LoadAsync(model.Name, variant.Role, model.Task, version, cancellationToken);

    private void LogRefused(CatalogModel model, CatalogVariant variant, CatalogVersion refused)
    {
        foreach (var fault in refused.Faults)
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
