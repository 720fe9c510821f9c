using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Classification;

/// <summary>The functions that turn logits into scores.</summary>
internal static class ScoreFunctions
{
    /// <summary>The function that a request asks for; <see langword="null"/> for the export's own.</summary>
    /// <exception cref="InferenceException">The export gives no logits that it could be applied to.</exception>
    public static ScoreFunction? Of(ScoreScale? scale, ClassificationHead head)
    {
        var givesLogits = head.InGraph is null && head.Function != ScoreFunction.Exponential;
        return scale switch
        {
            null => null,
            ScoreScale.Usual when !givesLogits => null,
            _ when !givesLogits => throw InferenceException.Invalid(
                "The export of this model gives scores instead of logits: leave out which function is applied to its logits."
            ),
            ScoreScale.Logits => ScoreFunction.None,
            ScoreScale.Softmax => ScoreFunction.Softmax,
            ScoreScale.Sigmoid => ScoreFunction.Sigmoid,
            _ => head.Labels.Count == 1 ? ScoreFunction.Sigmoid : ScoreFunction.Softmax,
        };
    }

    public static double[] Apply(ScoreFunction function, ReadOnlySpan<double> logits)
    {
        var scores = new double[logits.Length];
        for (var label = 0; label < scores.Length; label++)
        {
            scores[label] = function switch
            {
                ScoreFunction.Sigmoid => 1 / (1 + Math.Exp(-logits[label])),
                ScoreFunction.Exponential => Math.Exp(logits[label]),
                _ => logits[label],
            };
        }

        if (function == ScoreFunction.Softmax)
        {
            double maximum = scores.Max(),
                sum = 0;
            for (var label = 0; label < scores.Length; label++)
            {
                sum += scores[label] = Math.Exp(scores[label] - maximum);
            }

            for (var label = 0; label < scores.Length; label++)
            {
                scores[label] /= sum;
            }
        }

        return scores;
    }
}

/// <summary>A row whose scores are made by another function than the export's.</summary>
internal sealed record ScaledText : TokenizedText
{
    private ScaledText(TokenizedText text, ScoreFunction function)
        : base(text) => Function = function;

    public ScoreFunction Function { get; }

    /// <summary>The row with its function; the row itself if it has none.</summary>
    public static TokenizedText Of(TokenizedText text, ScoreFunction? function) => function is { } own ? new ScaledText(text, own) : text;
}
