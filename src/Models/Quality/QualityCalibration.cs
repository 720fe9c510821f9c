using System.Text.Json.Serialization;

namespace TransformerService.Models.Quality;

/// <summary>
/// <c>quality.json</c> beside an export: how its translations' signs are weighted. The quality is the chrF, divided by 100, that a
/// translation is expected to have with the teacher's; a logistic regression on a held-out part of the corpora gave the weights.
/// </summary>
/// <param name="ContentHash">The content hash of its export, in hex: the weights of one export say nothing of another.</param>
/// <param name="Bias">The weight of a constant.</param>
/// <param name="Weights">The weights of the signs, in the order of <see cref="QualitySigns"/>.</param>
public sealed record QualityCalibration(
    [property: JsonRequired] string ContentHash,
    [property: JsonRequired] double Bias,
    [property: JsonRequired] IReadOnlyList<double> Weights
)
{
    /// <summary>The file's name.</summary>
    public const string Name = "quality.json";

    /// <summary>The number of sentences that it was calibrated on.</summary>
    public int Sentences { get; init; }

    /// <summary>The quality of a translation, 0 to 1.</summary>
    public double Of(QualitySigns signs) =>
        1 / (1 + Math.Exp(-(Bias + signs.ToArray().Zip(Weights, (sign, weight) => sign * weight).Sum())));
}
