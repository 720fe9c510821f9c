using TransformerService.Models;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Contracts;

/// <summary>What the server reports about one version of a variant.</summary>
public sealed record VersionBody
{
    /// <summary>The start of contentHash, which every answer carries; left out if its files could not be read.</summary>
    /// <example>3f2a9c01d4e7</example>
    public string? Version { get; init; }

    /// <summary>Its folder inside the model's folder; the variant's own folder if that holds only one version.</summary>
    /// <example>student/2</example>
    public required string Folder { get; init; }

    /// <summary>available (on disk, not loaded), loading, ready or failed.</summary>
    /// <example>ready</example>
    public required VersionState State { get; init; }

    /// <summary>Whether it answers the calls of its variant.</summary>
    /// <example>true</example>
    public required bool Current { get; init; }

    /// <summary>The share of the calls that it answers as the canary; left out if it is not the canary.</summary>
    /// <example>0.1</example>
    public double? Canary { get; init; }

    /// <summary>Why it does not answer, each a sentence that says what to change.</summary>
    /// <example>[]</example>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>SHA-256 over the names and contents of its files, in hex.</summary>
    /// <example>3f2a9c01d4e7b6a85f0c1d2e3f4a5b6c7d8e9f00112233445566778899aabbcc</example>
    public string? ContentHash { get; init; }

    /// <summary>What its self-check found; left out until it was loaded once.</summary>
    public SelfCheckBody? SelfCheck { get; init; }
}

/// <summary>The result of a version's self-check: whether it answers as it did when it was made.</summary>
public sealed record SelfCheckBody
{
    /// <summary>passed, failed, or none: there is no self-check.json beside the export, so that it was only warmed up.</summary>
    /// <example>passed</example>
    public required SelfCheckState State { get; init; }

    /// <summary>Texts that were checked.</summary>
    /// <example>8</example>
    public required int Samples { get; init; }

    /// <summary>How many of them got the recorded answer.</summary>
    /// <example>8</example>
    public required int Passed { get; init; }

    /// <summary>The largest difference of the scores from those of the float32 model; left out if self-check.json has none.</summary>
    /// <example>0.012</example>
    public double? Drift { get; init; }

    /// <summary>What was not checked, and why; left out if everything was.</summary>
    /// <example>Whether a text gets the same answer alone and in a batch was not checked: the export quantises with one scale for a whole
    /// batch.</example>
    public string? Note { get; init; }
}

/// <summary>Which version should answer. Fields that are not listed here are refused.</summary>
public sealed record PromoteBody
{
    /// <summary>student (default) or teacher.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>The version: its folder inside the variant's folder, or the version that answers carry.</summary>
    /// <example>2</example>
    public required string Version { get; init; }
}

/// <summary>Which variant should go back to its previous version. Fields that are not listed here are refused.</summary>
public sealed record RollbackBody
{
    /// <summary>student (default) or teacher.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }
}

/// <summary>Which version should answer a share of the calls. Fields that are not listed here are refused.</summary>
public sealed record CanaryBody
{
    /// <summary>student (default) or teacher.</summary>
    /// <example>student</example>
    public VariantRole? Variant { get; init; }

    /// <summary>
    /// The version: its folder inside the variant's folder, or the version that answers carry. May be left out if share is 0.
    /// </summary>
    /// <example>2</example>
    public string? Version { get; init; }

    /// <summary>The share of the calls, 0 to 1; 0 ends the canary.</summary>
    /// <example>0.1</example>
    public required double Share { get; init; }
}
