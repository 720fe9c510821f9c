namespace TransformerService.Models.Catalog;

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
