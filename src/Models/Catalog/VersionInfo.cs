namespace TransformerService.Models.Catalog;

/// <summary>What the server reports about one version of a variant.</summary>
/// <param name="Folder">Its folder inside the model's.</param>
/// <param name="Version">The start of <paramref name="ContentHash"/>; <see langword="null"/> if its files could not be read.</param>
/// <param name="ContentHash">SHA-256 over the names and contents of its files, in hex.</param>
/// <param name="State">Its state.</param>
/// <param name="Current">Whether it answers calls for its variant.</param>
/// <param name="Canary">The share of the calls that it answers as the canary, 0 to 1; <see langword="null"/> if it is not a canary.</param>
/// <param name="Faults">Why it does not answer, each a sentence.</param>
/// <param name="SelfCheck">What its self-check found; <see langword="null"/> until it has been loaded once.</param>
public sealed record VersionInfo(
    string Folder,
    string? Version,
    string? ContentHash,
    VersionState State,
    bool Current,
    double? Canary,
    IReadOnlyList<string> Faults,
    SelfCheckInfo? SelfCheck
);

/// <summary>The state of a version of a variant.</summary>
public enum VersionState
{
    /// <summary>On disk, not loaded.</summary>
    Available,

    /// <summary>Being read, warmed up and checked.</summary>
    Loading,

    /// <summary>Loaded; answers calls.</summary>
    Ready,

    /// <summary>Cannot be loaded, or failed its self-check; its faults say why.</summary>
    Failed,
}
