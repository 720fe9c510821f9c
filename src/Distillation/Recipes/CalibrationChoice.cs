using System.ComponentModel.DataAnnotations;
using System.Globalization;
using TransformerService.Distillation.Onnx.Quantization;

namespace TransformerService.Distillation.Recipes;

/// <summary>A method to choose the ranges of activations.</summary>
/// <param name="Method">The kind of method.</param>
/// <param name="Percentile">Percent of the values that a range holds, if the kind is percentile.</param>
public sealed record CalibrationChoice(RangeMethod Method, [property: Range(50.0, 100.0)] double Percentile = 99.99)
{
    /// <summary>The name of the method in logs and model cards.</summary>
    public override string ToString() =>
        Method == RangeMethod.Percentile ? string.Create(CultureInfo.InvariantCulture, $"percentile {Percentile}") : Method.ToString();

    internal QuantizationOptions Options(IEnumerable<string> keepFloat) =>
        new()
        {
            Method = Method,
            Percentile = Percentile,
            KeepFloat = keepFloat.ToHashSet(StringComparer.Ordinal),
        };
}
