using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>
/// The operators' changes to the versions that answer. Changes are made one at a time, and apply in this process until it ends.
/// </summary>
public sealed class VersionService
{
    private readonly ModelCatalog _catalog;
    private readonly ILogger<VersionService> _logger;
    private readonly Func<VersionChange, Task>? _changed;

    internal VersionService(ModelCatalog catalog, ILogger<VersionService> logger, Func<VersionChange, Task>? changed = null) =>
        (_catalog, _logger, _changed) = (catalog, logger, changed);

    /// <summary>
    /// The same service, which reports each change of versions that is made through it, before the next one begins. A call that changes
    /// nothing is not reported.
    /// </summary>
    /// <param name="changed">Receives the change. It must not throw.</param>
    public VersionService ReportingTo(Func<VersionChange, Task> changed) => new(_catalog, _logger, changed);

    /// <summary>Reads a model's files again, also those of a new model, and applies them.</summary>
    /// <exception cref="InferenceException">
    /// The model no longer exists, or its files are faulty: what was served before is still served.
    /// </exception>
    public Task<ModelInfo> ReloadAsync(string name, CancellationToken cancellationToken) =>
        _catalog.ChangeAsync(
            async updater =>
            {
                var old = _catalog.Models.FirstOrDefault(model => model.Name == name);
                var now = await FollowAsync(updater, name, cancellationToken) ?? throw InferenceException.NoSuchModel();
                if (VersionRefusal.Reasons(now) is { Length: > 0 } reasons)
                {
                    throw VersionRefusal.Of(reasons, old?.Variants ?? [], now.Variants);
                }

                _ = now.SetGlossary is null ? now : updater.Versions.Published(now with { SetGlossary = null });
                return _catalog.Describe(name);
            },
            cancellationToken
        );

    /// <summary>Makes a version answer a variant's calls.</summary>
    /// <param name="name">The model.</param>
    /// <param name="role">The variant.</param>
    /// <param name="version">The version's folder, or the start of its content hash as answers carry it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InferenceException">There is no such model, variant or version, or it does not take over.</exception>
    public Task<ModelInfo> PromoteAsync(string name, VariantRole role, string version, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            role,
            VersionChangeKind.Promote,
            (updater, model, variant) =>
            {
                var target = VersionLookup.Find(model, variant, version);
                return SwitchAsync(updater, model, variant, target, VersionPlan.History(variant), cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Makes the version answer that answered before, or the next lower one if none is known.</summary>
    /// <exception cref="InferenceException">There is no such model or variant, no version before, or it does not take over.</exception>
    public Task<ModelInfo> RollbackAsync(string name, VariantRole role, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            role,
            VersionChangeKind.RollBack,
            (updater, model, variant) =>
            {
                (var target, var before) =
                    VersionPlan.Before(variant)
                    ?? throw InferenceException.Invalid($"There is no version before {VersionLookup.Shown(variant)} to go back to.");
                return SwitchAsync(updater, model, variant, target, before, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Makes a version answer a share of a variant's calls; 0 ends the canary.</summary>
    /// <exception cref="InferenceException">
    /// There is no such model, variant or version, a value is wrong, or the version fails its self-check.
    /// </exception>
    public Task<ModelInfo> SetCanaryAsync(string name, VariantRole role, string? version, double share, CancellationToken cancellationToken)
    {
        if (!(share is >= 0 and <= 1))
        {
            throw InferenceException.Invalid("'share' must be from 0 to 1; 0 ends the canary.");
        }

        return ChangeAsync(
            name,
            role,
            VersionChangeKind.SetCanary,
            async (updater, model, variant) =>
            {
                if (share == 0)
                {
                    return
                        variant.Canary is { } running
                        && (version is null || VersionLookup.Find(model, variant, version).Number == running.Version.Definition.Number)
                        ? updater.Versions.EndCanary(model, variant)
                        : model;
                }

                var target = VersionLookup.Find(
                    model,
                    variant,
                    version ?? throw InferenceException.Invalid("'version' is missing; give the version that is to be the canary.")
                );
                if (variant.State != ModelState.Ready || target.Number == variant.Serving.Definition.Number)
                {
                    throw InferenceException.Invalid(
                        $"{variant.Definition.FolderOf(target)} cannot be the canary: {(variant.State == ModelState.Ready ? "it answers all calls already" : "no other version answers beside it")}."
                    );
                }

                var changed = await updater.Versions.BeginCanaryAsync(model, variant, target, share, cancellationToken);
                return VersionRefusal.UnlessAnswers(changed, variant, target, changed.Variant(role)?.Canary?.Version);
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Carries out a decision on a canary, if it is still the canary of the version that it was compared with; otherwise changes nothing.
    /// </summary>
    /// <param name="name">The model.</param>
    /// <param name="role">The variant.</param>
    /// <param name="canary">The start of the canary's content hash.</param>
    /// <param name="current">The start of the content hash of the version whose calls it shares.</param>
    /// <param name="promote">Whether it takes that version's place; otherwise it ends.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InferenceException">There is no such model or variant, or the canary does not take over.</exception>
    public Task<ModelInfo> EndCanaryAsync(
        string name,
        VariantRole role,
        string canary,
        string current,
        bool promote,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            name,
            role,
            promote ? VersionChangeKind.Promote : VersionChangeKind.SetCanary,
            async (updater, model, variant) =>
                (variant.CanaryHash, variant.ShortHash) != (canary, current) || variant.Canary is not { Version.Definition: var target }
                    ? model
                : promote ? await SwitchAsync(updater, model, variant, target, VersionPlan.History(variant), cancellationToken)
                : updater.Versions.EndCanary(model, variant),
            cancellationToken
        );

    /// <summary>Applies changes of some models' files; errors are logged, and shown with the model.</summary>
    internal Task FollowAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        _catalog.ChangeAsync(
            async updater =>
            {
                foreach (var name in names)
                {
                    Log.FilesChanged(_logger, name);
                    await FollowAsync(updater, name, cancellationToken);
                }

                return true;
            },
            cancellationToken
        );

    private async Task<CatalogModel?> FollowAsync(ModelUpdater updater, string name, CancellationToken cancellationToken)
    {
        var old = _catalog.Models.FirstOrDefault(model => model.Name == name);
        var fingerprint = RepositoryFingerprint.Find(_catalog.Path, name);
        if (ModelRepository.FindModel(_catalog.Path, name, _catalog.Limits) is { } definition)
        {
            return await updater.UpdateAsync(old, definition, fingerprint, cancellationToken);
        }

        if (old is not null)
        {
            _catalog.Remove(old);
            Log.Gone(_logger, name);
        }

        return null;
    }

    /// <summary>Makes a change to one variant, based on its current files.</summary>
    private Task<ModelInfo> ChangeAsync(
        string name,
        VariantRole role,
        VersionChangeKind kind,
        Func<ModelUpdater, CatalogModel, CatalogVariant, Task<CatalogModel>> change,
        CancellationToken cancellationToken
    ) =>
        _catalog.ChangeAsync(
            async updater =>
            {
                var served = _catalog.Models.FirstOrDefault(model => model.Name == name) ?? throw InferenceException.NoSuchModel();
                var model = ModelRepository.FindModel(_catalog.Path, name, _catalog.Limits) is { } definition
                    ? VersionPlan.WithFiles(served, definition, role)
                    : served;
                var variant = VersionLookup.Variant(model, role);
                try
                {
                    var changed = (await change(updater, model, variant)).Variant(role);
                    await ReportAsync(changed is null ? null : VersionChange.Between(name, variant, changed, kind));
                }
                catch
                {
                    // A call that fails may have ended a canary, or switched versions, before it did.
                    var left = _catalog.Models.FirstOrDefault(now => now.Name == name)?.Variant(role);
                    var before = served.Variant(role);
                    await ReportAsync(left is null || before is null ? null : VersionChange.OfFailure(name, before, left, kind));
                    throw;
                }

                return _catalog.Describe(name);
            },
            cancellationToken
        );

    private Task ReportAsync(VersionChange? made) => made is null || _changed is null ? Task.CompletedTask : _changed(made);

    private static async Task<CatalogModel> SwitchAsync(
        ModelUpdater updater,
        CatalogModel model,
        CatalogVariant variant,
        VersionDefinition target,
        ImmutableStack<string> before,
        CancellationToken cancellationToken
    )
    {
        var changed = await updater.SwitchAsync(model, variant, target, before, cancellationToken);
        VersionRefusal.UnlessAnswers(changed, variant, target, changed.Variant(variant.Role)?.Serving);
        return updater.SetTarget(changed, variant.Role, target.Number);
    }
}
