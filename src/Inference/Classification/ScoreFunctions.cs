using TransformerService.Models.Exports;

namespace TransformerService.Inference.Classification;

/// <summary>The functions that turn logits into scores.</summary>
internal static class ScoreFunctions
{
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
