using TransformerService.Models.Quality;
using TransformerService.Models.Requests;

namespace TransformerService.Shadow.Sampling;

/// <summary>
/// What a student's own answer says of the chance that the teacher would answer differently. All of it comes from the answer itself and
/// the text: no model runs. The first sign is <see cref="OwnRisk"/>.
/// </summary>
internal static class RiskSigns
{
    /// <summary>A lower mean counts as this.</summary>
    private const double LeastLogProbability = -5;

    /// <summary>The index of the risk that the student itself states: the risk as long as nothing was fitted.</summary>
    public const int OwnRisk = 0;

    /// <summary>
    /// The signs of an answer; <see langword="null"/> for tasks other than translation and classification, and for samples that are not
    /// plain.
    /// </summary>
    public static double[]? Of(ShadowSample sample) =>
        !sample.IsPlain ? null
        : sample.Student is { Translation: { } translation } ? OfTranslation(sample.Text, translation)
        : sample.Asked is null && sample.Student.Labels is { Count: > 0 } labels ? OfLabels(labels, sample)
        : null;

    /// <summary>
    /// A translation's: 1 less its quality (without a calibration: less its tokens' mean probability), then its tokens' mean
    /// log-probability, how its length differs from the text's, repeated pairs of words, copied words, its length, the text's tokens for a
    /// character, whether it was cut, whether it was decoded again because it repeated itself, numbers changed, and other warnings.
    /// </summary>
    private static double[] OfTranslation(string text, TranslatedText translation)
    {
        var mean = double.IsFinite(translation.Score) ? Math.Clamp(translation.Score, LeastLogProbability, 0) : LeastLogProbability;
        var signs = QualitySigns.Of(text, translation.Text, mean * translation.OutputTokens, translation.OutputTokens, unknown: 0);
        var numbers = translation.Warnings.Count(warning => warning.Kind == TranslationWarningKind.NumberChanged);
        return
        [
            1 - (translation.Quality ?? Math.Exp(mean)),
            mean,
            signs.LengthRatio,
            signs.Repetition,
            signs.Copied,
            signs.Length,
            translation.InputTokens / (text.Length + 1.0),
            Indicator(translation.Truncated || translation.FinishReason == FinishReason.Length),
            Indicator(translation.FinishReason == FinishReason.Repetition),
            Math.Log(1 + numbers),
            Math.Log(1 + translation.Warnings.Count - numbers),
        ];
    }

    /// <summary>
    /// A classification's: 1 less the best score (of independent labels: less the distance to the second), then the distance of the two
    /// best, the entropy as a share of the largest, and the text's length.
    /// </summary>
    private static double[] OfLabels(IReadOnlyList<LabelScore> labels, ShadowSample sample)
    {
        double best = 0,
            second = 0,
            entropy = 0;
        foreach (var label in labels)
        {
            var score = double.IsFinite(label.Score) ? Math.Clamp(label.Score, 0, 1) : 0;
            (best, second) = score > best ? (score, best) : (best, Math.Max(second, score));
            entropy += Surprise(score) + (sample.Independent ? Surprise(1 - score) : 0);
        }

        var largest = sample.Independent ? labels.Count * Math.Log(2) : Math.Log(Math.Max(2, labels.Count));
        var margin = best - second;
        return [1 - (sample.Independent ? margin : best), margin, entropy / largest, Math.Log(1 + sample.InputTokens)];
    }

    private static double Surprise(double probability) => probability > 0 ? -probability * Math.Log(probability) : 0;

    private static double Indicator(bool value) => value ? 1 : 0;
}
