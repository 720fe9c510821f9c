namespace TransformerService.Models.Catalog;

/// <summary>The result of a version's self-check.</summary>
/// <param name="State">Whether it passed.</param>
/// <param name="Samples">Number of texts in the golden sample.</param>
/// <param name="Passed">How many of them were answered as recorded.</param>
/// <param name="Drift">
/// The largest difference between a score and that of the float32 model; <see langword="null"/> if the sample has no such scores.
/// </param>
/// <param name="Note">What was not checked, and why.</param>
public sealed record SelfCheckInfo(SelfCheckState State, int Samples, int Passed, double? Drift, string? Note)
{
    /// <summary>What differs by no more than the rounding of different processors; <see langword="null"/> if nothing differs.</summary>
    public string? Warning { get; init; }
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
