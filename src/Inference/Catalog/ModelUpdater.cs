using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>Brings a model to the state that its files and operators ask for. Called by one change at a time.</summary>
/// <param name="versions">Loads versions and puts them in place.</param>
/// <param name="logger">The log.</param>
internal sealed class ModelUpdater(VersionSwitch versions, ILogger logger)
{
    /// <summary>Loads versions and puts them in place.</summary>
    public VersionSwitch Versions => versions;

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
            return await ApplyAsync(versions.Published(ModelLoader.Begin(definition, fingerprint)), cancellationToken);
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
        var applied = await ApplyAsync(versions.Published(VersionPlan.WithFiles(old, definition), old), cancellationToken);
        return versions.Published(applied with { Fingerprint = fingerprint });
    }

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
        model = await versions.TryAsync(model, variant, target, before, cancellationToken);
        return Of(model, variant.Role).Refutation is null ? model : await ApplyAsync(model, variant.Role, target, cancellationToken);
    }

    /// <summary>Sets the version that should answer, until the next change.</summary>
    public CatalogModel SetTarget(CatalogModel model, VariantRole role, string version) =>
        versions.Published(model.With(Of(model, role) with { TargetNumber = version }));

    private async Task<CatalogModel> ApplyAsync(CatalogModel model, CancellationToken cancellationToken)
    {
        foreach (var role in model.Variants.Select(variant => variant.Role).ToArray())
        {
            model = await ApplyAsync(model, role, cancellationToken);
        }

        return model;
    }

    private async Task<CatalogModel> ApplyAsync(CatalogModel model, VariantRole role, CancellationToken cancellationToken)
    {
        // 1. The version that serves although another is wanted, if its files have changed: they may now be refused.
        var definition = Of(model, role).Definition;
        var wanted = Of(model, role).TargetNumber;
        var target = definition.Versions.FirstOrDefault(version => version.Number == wanted) ?? definition.Current;
        if (
            Of(model, role).Serving.Loaded is not null
            && VersionPlan.OnDisk(Of(model, role)) is { } serving
            && !Of(model, role).Serving.Is(serving)
            && !VersionPlan.Candidates(definition, target).Contains(serving)
        )
        {
            model = await versions.TryAsync(model, Of(model, role), serving, Of(model, role).PreviousNumbers, cancellationToken);
        }

        // 2. The wanted version, or its substitute.
        model = await ApplyAsync(model, role, target, cancellationToken);

        // 3. The canary, whose files may have changed or been removed.
        var variant = Of(model, role);
        return variant.Canary is not { } canary ? model
            : definition.Versions.FirstOrDefault(version => version.Number == canary.Version.Definition.Number) is { } now
                ? canary.Version.Is(now) ? model
                    : await versions.BeginCanaryAsync(model, variant, now, canary.Share, cancellationToken)
            : versions.EndCanary(model, variant);
    }

    /// <summary>
    /// Makes the wanted version answer, otherwise the one that a restart would choose: the next lower one that can be loaded, as if it had
    /// been there before. A serving version that is not refused is replaced only by a version that comes earlier in that order.
    /// </summary>
    private async Task<CatalogModel> ApplyAsync(
        CatalogModel model,
        VariantRole role,
        VersionDefinition target,
        CancellationToken cancellationToken
    )
    {
        var definition = Of(model, role).Definition;
        var candidates = VersionPlan.Candidates(definition, target);
        foreach ((var place, var version) in candidates.Index())
        {
            // A version that was tried and refused in this change is not tried again.
            var now = Of(model, role);
            if (!now.Refused.Exists(refused => refused.Definition == version))
            {
                model = await versions.TryAsync(model, now, version, VersionPlan.History(now), cancellationToken);
                now = Of(model, role);
            }

            if (
                now.Serving.Loaded is not null
                && now.Refutation is null
                && (VersionPlan.OnDisk(now) is not { } serving || candidates.IndexOf(serving) <= place)
            )
            {
                return model;
            }
        }

        var variant = Of(model, role);
        if (variant.Serving.Loaded is not null)
        {
            // Nothing can take its place. It keeps serving, unless its own self-check found that it answers wrongly.
            if (variant.Refutation is not { HasFailedCheck: true } refutation)
            {
                return model;
            }

            Log.TakenAway(logger, model.Name, variant.Definition.FolderOf(refutation.Definition));
            model = versions.Published(model.With(variant with { Serving = refutation }));
            versions.Retire(variant.Serving);
            variant = Of(model, role);
        }

        // No version can be loaded: the variant fails with the wanted version's faults.
        return variant.Refused.Find(refused => refused.Definition == target) is { } failed
            ? versions.Published(model.With(variant with { Serving = failed }))
            : model;
    }

    /// <summary>
    /// A model whose task has changed: nothing of the old one can stand in for it, so it is replaced completely or not at all.
    /// </summary>
    private async Task<CatalogModel> ReplaceAsync(CatalogModel old, CatalogModel begun, CancellationToken cancellationToken)
    {
        var aside = new ModelUpdater(versions.Aside(), logger);
        var model = await aside.ApplyAsync(begun, cancellationToken);
        if (model.State == ModelState.Ready)
        {
            return versions.Published(model, old);
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

        return versions.Published(old with { RefusedFaults = faults, Fingerprint = fingerprint });
    }

    private static CatalogVariant Of(CatalogModel model, VariantRole role) => model.Variants.First(variant => variant.Role == role);
}
