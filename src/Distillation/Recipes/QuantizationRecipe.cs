using System.ComponentModel.DataAnnotations;
using TransformerService.Distillation.Onnx.Quantization;

namespace TransformerService.Distillation.Recipes;

/// <summary>How the student is made int8: all ways listed are tried, and the one that scores best on the validation set is taken.</summary>
public sealed record QuantizationRecipe
{
    /// <summary>Examples of the training set that activations are measured on, 1 to 100,000. Default 512.</summary>
    [Range(1, 100_000)]
    public int Examples { get; init; } = 512;

    /// <summary>Most validation examples that a way is scored on, 1 to 1,000,000. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int ScoredExamples { get; init; } = 1_000;

    /// <summary>The ways to choose the ranges of activations.</summary>
    [MinLength(1)]
    public IReadOnlyList<CalibrationChoice> Calibrations { get; init; } =
        [new(RangeMethod.MinMax), new(RangeMethod.Percentile, 99.99), new(RangeMethod.Percentile, 99.999), new(RangeMethod.LeastError)];

    /// <summary>Layers that stay float32. Default none.</summary>
    public IReadOnlyList<string> KeepFloat { get; init; } = [];
}
