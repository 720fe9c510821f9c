using TransformerService.Models.Catalog;

namespace TransformerService.Api.Contracts;

/// <summary>What a version's self-check found: whether it answers as it did when it was made.</summary>
public sealed record SelfCheckBody
{
    /// <summary>passed, failed, or none: there is no self-check.json beside the export, so that it was only warmed up.</summary>
    /// <example>passed</example>
    public required SelfCheckState State { get; init; }

    /// <summary>Texts that were asked.</summary>
    /// <example>8</example>
    public required int Samples { get; init; }

    /// <summary>Those of them that were answered as written down.</summary>
    /// <example>8</example>
    public required int Passed { get; init; }

    /// <summary>How far the scores are from those of the float32 model at most; left out where self-check.json has none.</summary>
    /// <example>0.012</example>
    public double? Drift { get; init; }

    /// <summary>What was not checked, and why; left out if all was.</summary>
    /// <example>That a text is answered alike alone and in a batch was not checked: the export quantises with one scale for a whole batch.</example>
    public string? Note { get; init; }
}
