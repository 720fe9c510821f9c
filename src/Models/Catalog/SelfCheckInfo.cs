namespace TransformerService.Models.Catalog;

/// <summary>What a version's self-check found.</summary>
/// <param name="State">How it went.</param>
/// <param name="Samples">Texts of the golden sample.</param>
/// <param name="Passed">Those of them that were answered as written down.</param>
/// <param name="Drift">How far the scores are from those of the float32 model at most; <see langword="null"/> where the sample has none.</param>
/// <param name="Note">What was not checked, and why.</param>
public sealed record SelfCheckInfo(SelfCheckState State, int Samples, int Passed, double? Drift, string? Note)
{
    /// <summary>What differs, though by no more than processors do; <see langword="null"/> where nothing does.</summary>
    public string? Warning { get; init; }
}

/// <summary>How a version's self-check went.</summary>
public enum SelfCheckState
{
    /// <summary>There is no golden sample beside the export: it was only warmed up, and its scores are numbers.</summary>
    None,

    /// <summary>It answers as it did when it was made.</summary>
    Passed,

    /// <summary>It does not; the version's faults say where.</summary>
    Failed,
}
