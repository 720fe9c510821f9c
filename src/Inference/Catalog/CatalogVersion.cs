using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Catalog;

/// <summary>A version that is loaded, will be loaded, or could not be loaded.</summary>
/// <param name="Definition">The version on disk when it was read.</param>
/// <param name="State">Whether it answers.</param>
/// <param name="Faults">Why it does not answer.</param>
/// <param name="Loaded">The loaded model; it exists exactly when <paramref name="State"/> is ready.</param>
/// <param name="SelfCheck">The result of its self-check; <see langword="null"/> before it.</param>
internal sealed record CatalogVersion(
    VersionDefinition Definition,
    VersionState State,
    IReadOnlyList<string> Faults,
    LoadedModel? Loaded,
    SelfCheckInfo? SelfCheck
)
{
    /// <summary>A version that is not loaded yet, or whose files are faulty.</summary>
    public static CatalogVersion Of(VersionDefinition definition) =>
        new(definition, definition.Export is null ? VersionState.Failed : VersionState.Loading, definition.Faults, null, null);

    /// <summary>Whether it was unloaded for lack of calls: the next call loads it again.</summary>
    public bool IsUnloaded => State == VersionState.Available;

    /// <summary>Returns the version without its loaded model.</summary>
    public CatalogVersion Unloaded() => this with { State = VersionState.Available, Loaded = null };

    /// <summary>Whether loading a definition would give the same version.</summary>
    public bool Is(VersionDefinition definition) => Definition.IsSameAs(definition);

    /// <summary>
    /// Whether the refusal of its folder's current content applies to it too, although it is loaded: the same model fails its self-check,
    /// or no self-check has ever passed for it. A model that has passed one stays valid, whatever happens to its files later.
    /// </summary>
    public bool IsRefutedBy(CatalogVersion refused) =>
        Definition.Folder == refused.Definition.Folder
        && (SelfCheck?.State != SelfCheckState.Passed || (refused.HasFailedCheck && Definition.IsSameModelAs(refused.Definition)));

    /// <summary>Whether its self-check failed.</summary>
    public bool HasFailedCheck => SelfCheck?.State == SelfCheckState.Failed;
}

/// <summary>A version that answers a share of its variant's calls, beside the current one.</summary>
/// <param name="Version">The version, which is loaded.</param>
/// <param name="Share">The share of the calls, above 0 to 1.</param>
internal sealed record Canary(CatalogVersion Version, double Share)
{
    /// <summary>
    /// Whether it answers a request. The choice is the same in every process, and the requests of a smaller share are a subset of those of
    /// a larger one. The hash differs from the one that the shadow samples by: otherwise all sampled requests would be the canary's.
    /// </summary>
    public bool Answers(string model, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) =>
        RequestHash.Place("canary of " + model, texts, pairs) < Share;
}
