namespace TransformerService.Models.Catalog;

/// <summary>Whether a model or variant can answer.</summary>
public enum ModelState
{
    /// <summary>Being read, warmed up and checked.</summary>
    Loading,

    /// <summary>Answers calls.</summary>
    Ready,

    /// <summary>Does not answer; its faults say why.</summary>
    Failed,
}
