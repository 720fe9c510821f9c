namespace TransformerService.Client;

/// <summary>What the server reports about one version of a variant.</summary>
public sealed record VersionInfo
{
    /// <summary>The start of contentHash, which every answer carries; left out if its files could not be read.</summary>
    public string? Version { get; init; }

    /// <summary>Its folder inside the model's folder; the variant's own folder if that holds only one version.</summary>
    public required string Folder { get; init; }

    /// <summary>available (on disk, not loaded), loading, ready or failed.</summary>
    public required VersionState State { get; init; }

    /// <summary>Whether it answers the calls of its variant.</summary>
    public required bool Current { get; init; }

    /// <summary>The share of the calls that it answers as the canary; left out if it is not the canary.</summary>
    public double? Canary { get; init; }

    /// <summary>Why it does not answer, each a sentence that says what to change.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>SHA-256 over the names and contents of its files, in hex.</summary>
    public string? ContentHash { get; init; }

    /// <summary>What its self-check found; left out until it was loaded once.</summary>
    public SelfCheck? SelfCheck { get; init; }
}

/// <summary>The result of a version's self-check: whether it answers as it did when it was made.</summary>
public sealed record SelfCheck
{
    /// <summary>passed, failed, or none: there is no self-check.json beside the export, so that it was only warmed up.</summary>
    public required SelfCheckState State { get; init; }

    /// <summary>Texts that were checked.</summary>
    public required int Samples { get; init; }

    /// <summary>How many of them got the recorded answer.</summary>
    public required int Passed { get; init; }

    /// <summary>The largest difference of the scores from those of the float32 model; left out if self-check.json has none.</summary>
    public double? Drift { get; init; }

    /// <summary>What was not checked, and why; left out if everything was.</summary>
    public string? Note { get; init; }
}

/// <summary>Which version should answer.</summary>
public sealed record PromoteRequest
{
    /// <summary>student (default) or teacher.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>The version: its folder inside the variant's folder, or the version that answers carry.</summary>
    public required string Version { get; init; }
}

/// <summary>Which variant should go back to its previous version.</summary>
public sealed record RollbackRequest
{
    /// <summary>student (default) or teacher.</summary>
    public VariantRole? Variant { get; init; }
}

/// <summary>Which version should answer a share of the calls.</summary>
public sealed record CanaryRequest
{
    /// <summary>student (default) or teacher.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>
    /// The version: its folder inside the variant's folder, or the version that answers carry. May be left out if share is 0.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>The share of the calls, 0 to 1; 0 ends the canary.</summary>
    public required double Share { get; init; }
}

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

/// <summary>The outcome of a version's self-check.</summary>
public enum SelfCheckState
{
    /// <summary>There is no golden sample beside the export: it was only warmed up, and its scores are finite.</summary>
    None,

    /// <summary>It answers as it did when it was made.</summary>
    Passed,

    /// <summary>It does not; the version's faults say where.</summary>
    Failed,
}
