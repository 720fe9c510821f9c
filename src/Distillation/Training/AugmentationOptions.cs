using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Training;

/// <summary>How texts are changed before a teacher labels them.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Share of the texts of a batch that are changed, 0 to 1. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; init; } = 0.5;

    /// <summary>Share of the changed texts that are cut to a part; the others are masked. 0 to 1. Default 0.25.</summary>
    [Range(0.0, 1.0)]
    public double CutShare { get; init; } = 0.25;

    /// <summary>Share of a masked text's tokens that are masked, 0 to 1. Default 0.2.</summary>
    [Range(0.0, 1.0)]
    public double MaskRate { get; init; } = 0.2;
}
