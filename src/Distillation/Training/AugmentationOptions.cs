using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Training;

/// <summary>How the texts that a teacher labels are changed.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Share of the texts of a batch that are changed, 0 to 1. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; init; } = 0.5;

    /// <summary>Share of those that are cut to a piece; the others are masked. 0 to 1. Default 0.25.</summary>
    [Range(0.0, 1.0)]
    public double CutShare { get; init; } = 0.25;

    /// <summary>Share of a masked text's tokens that are masked, 0 to 1. Default 0.2.</summary>
    [Range(0.0, 1.0)]
    public double MaskRate { get; init; } = 0.2;
}
