using TransformerService.Models.Quality;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>The quality of translations, by the calibration beside the export.</summary>
/// <param name="calibration">The weights of the signs.</param>
/// <param name="lengthPenalty">The exponent of the length that scores are divided by.</param>
/// <param name="unknown">The id of the unknown token.</param>
internal sealed class QualityReview(QualityCalibration calibration, double lengthPenalty, int? unknown)
{
    /// <summary>
    /// Returns the quality of a text: the mean of its rows', weighted by tokens; <see langword="null"/> if nothing was translated.
    /// </summary>
    public double? Of(IReadOnlyList<PlannedRow> rows)
    {
        var tokens = rows.Sum(row => row.OutputTokens);
        return tokens == 0 ? null : rows.Sum(row => row.OutputTokens * calibration.Of(SignsOf(row))) / tokens;
    }

    private QualitySigns SignsOf(PlannedRow row) =>
        QualitySigns.Of(
            row.Source,
            row.Texts[0].Text,
            row.Texts[0].Score * Math.Pow(row.Texts[0].Tokens, lengthPenalty),
            row.Texts[0].Tokens,
            unknown is { } id ? row.Read.Ids.Count(read => read == id) / (double)row.Read.Ids.Length : 0
        );
}
