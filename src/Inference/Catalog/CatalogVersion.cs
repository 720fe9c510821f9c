using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Catalog;

/// <summary>A version that is loaded, is to be, or could not be.</summary>
/// <param name="Definition">As it lay on disk when it was read.</param>
/// <param name="State">Whether it answers.</param>
/// <param name="Faults">Why it does not.</param>
/// <param name="Loaded">The loaded model; there is one exactly when <paramref name="State"/> is ready.</param>
/// <param name="SelfCheck">What its self-check found; <see langword="null"/> until then.</param>
internal sealed record CatalogVersion(
    VersionDefinition Definition, VersionState State, IReadOnlyList<string> Faults, LoadedModel? Loaded, SelfCheckInfo? SelfCheck)
{
    /// <summary>A version that is to be loaded, or that nothing can be loaded of.</summary>
    public static CatalogVersion Of(VersionDefinition definition) =>
        new(definition, definition.Export is null ? VersionState.Failed : VersionState.Loading, definition.Faults, null, null);

    /// <summary>Whether it has left memory for want of calls: the next call loads it again.</summary>
    public bool IsUnloaded => State == VersionState.Available;

    /// <summary>The version without what is loaded of it.</summary>
    public CatalogVersion Unloaded() => this with { State = VersionState.Available, Loaded = null };

    /// <summary>Whether it is what loading a definition would give.</summary>
    public bool Is(VersionDefinition definition) => Definition.IsSameAs(definition);

    /// <summary>
    /// Whether the refusal of its folder, as that is now, speaks against it too, although it is loaded: the same model fails its self-check, or no
    /// self-check has ever passed for it. A model that has passed one stays right, whatever comes of its files later.
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
    /// Whether it answers a request: the same ones in every process, and those of a smaller share are among those of a larger. The places differ
    /// from those that the shadow samples by: else all that it samples would be the canary's.
    /// </summary>
    public bool Answers(string model, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) =>
        RequestHash.Place("canary of " + model, texts, pairs) < Share;
}
