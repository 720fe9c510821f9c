using TransformerService.Models.Catalog;

namespace TransformerService.Api.Contracts;

/// <summary>What the server tells about one version of a variant.</summary>
public sealed record VersionBody
{
    /// <summary>The start of contentHash, which every answer carries; left out if its files could not be read.</summary>
    /// <example>3f2a9c01d4e7</example>
    public string? Version { get; init; }

    /// <summary>Its folder inside the model's; the variant's own where that holds one version only.</summary>
    /// <example>student/2</example>
    public required string Folder { get; init; }

    /// <summary>available (on disk, not loaded), loading, ready or failed.</summary>
    /// <example>ready</example>
    public required VersionState State { get; init; }

    /// <summary>Whether it answers the calls of its variant.</summary>
    /// <example>true</example>
    public required bool Current { get; init; }

    /// <summary>The share of the calls that it answers as the canary; left out if it is none.</summary>
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
