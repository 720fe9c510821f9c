namespace TransformerService.Models.Catalog;

/// <summary>How a version of a variant is.</summary>
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
