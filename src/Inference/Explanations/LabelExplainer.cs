using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Classification;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Explanations;

/// <summary>Explains the label of a text: how far the label's log-odds fall without each part.</summary>
internal static class LabelExplainer
{
    /// <summary>Memory of an explained part, its text apart, and of a text, in bytes.</summary>
    private const long BytesOfPart = 160,
        BytesOfText = 512;

    public static async Task<(Explanation[] Results, RunTimes Times)> ExplainAsync(
        ClassificationModel model,
        IReadOnlyList<OccludedText> texts,
        ExplainRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        if (request.Targets is not null)
        {
            throw InferenceException.Invalid("'target' is for models that translate, and this model classifies: leave it out.");
        }

        var label = IndexOf(model.Head, request.Label);
        account.CheckWork(texts.Sum(text => text.Rows.Sum(row => Math.Max(0, model.CostOf(row).Work - text.Whole.Ids.Length)))); // fixed lengths
        account.TakeAnswer(
            texts.Sum(text =>
                BytesOfText
                + (text.RowCount * ((model.Head.Labels.Count * (long)sizeof(double)) + BytesOfPart))
                + (sizeof(char) * Length(text))
            )
        );
        var run = await model.RunAsync([.. texts.SelectMany(text => text.Rows)], account.Terms, cancellationToken);
        double[][] scores = [.. run.Results];
        var results = new Explanation[texts.Count];
        for (int text = 0, row = 0; text < results.Length; row += texts[text++].RowCount)
        {
            results[text] = Explain(model.Head, texts[text], label, scores.AsSpan(row, texts[text].RowCount));
        }

        return (results, run.Times);
    }

    private static Explanation Explain(ClassificationHead head, OccludedText text, int? asked, ReadOnlySpan<double[]> scores)
    {
        var whole = scores[0];
        var label = asked ?? Array.IndexOf(whole, whole.Max());
        var parts = new ExplainedPart[text.Parts.Count];
        for (var part = 0; part < parts.Length; part++)
        {
            var without = scores[part + 1];
            parts[part] = new ExplainedPart(
                text.Parts[part],
                Strength(head, whole, label) - Strength(head, without, label),
                without[label]
            );
        }

        return new Explanation(parts, text.RowCount, text.Read) { Label = new LabelScore(head.Labels[label], whole[label]) };
    }

    /// <summary>The log-odds of a label's score; the score itself where it is not a probability.</summary>
    private static double Strength(ClassificationHead head, double[] scores, int label)
    {
        if (head.ScoredBy is not (ScoreFunction.Softmax or ScoreFunction.Sigmoid))
        {
            return scores[label];
        }

        // The sum of the other labels has digits that 1 - score has lost.
        var others =
            head.ScoredBy == ScoreFunction.Softmax && scores.Length > 1
                ? scores.Where((_, other) => other != label).Sum()
                : 1 - scores[label];
        return Math.Log(Math.Max(scores[label], double.Epsilon)) - Math.Log(Math.Max(others, LeastProbability));
    }

    /// <summary>A probability below it cannot be told from 0 where it was computed as 1 minus another.</summary>
    private const double LeastProbability = 1e-16;

    private static int? IndexOf(ClassificationHead head, string? label)
    {
        var index = label is null ? -1 : Array.IndexOf([.. head.Labels], label);
        return label is null ? null
            : index >= 0 ? index
            : throw InferenceException.Invalid("'label' is not a label of this model; GET /v1/models lists its labels.");
    }

    /// <summary>The characters of a text's parts.</summary>
    private static long Length(OccludedText text) => text.Parts.Sum(part => (long)part.Text.Length);
}
