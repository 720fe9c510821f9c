using System.ComponentModel.DataAnnotations;
using TransformerService.Distillation.Onnx.Quantization;

namespace TransformerService.Distillation.Recipes;

/// <summary>
/// How models are quantised to int8: all listed methods are tried, and the one that scores best on the validation set is used.
/// </summary>
public sealed record QuantizationRecipe
{
    /// <summary>
    /// Whether the teacher is int8 too, as its student is; otherwise it is float32. The student learns from the float32 teacher either way.
    /// Default false.
    /// </summary>
    public bool Teacher { get; init; }

    /// <summary>Number of training examples on which activations are measured, 1 to 100,000. Default 512.</summary>
    [Range(1, 100_000)]
    public int Examples { get; init; } = 512;

    /// <summary>Most validation examples on which a method is scored, 1 to 1,000,000. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int ScoredExamples { get; init; } = 1_000;

    /// <summary>The methods to choose the ranges of activations.</summary>
    [MinLength(1)]
    public IReadOnlyList<CalibrationChoice> Calibrations { get; init; } =
    [new(RangeMethod.MinMax), new(RangeMethod.Percentile, 99.99), new(RangeMethod.Percentile, 99.999), new(RangeMethod.LeastError)];

    /// <summary>Layers that stay float32. Default none.</summary>
    public IReadOnlyList<string> KeepFloat { get; init; } = [];
}
