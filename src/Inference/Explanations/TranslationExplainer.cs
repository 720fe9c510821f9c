using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Scoring;
using TransformerService.Inference.Translation;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Explanations;

/// <summary>
/// Explains a translation: how far the log-probability of each of its parts falls without each part of the source, with the words before it
/// given.
/// </summary>
internal static class TranslationExplainer
{
    /// <summary>Memory of an explained part, its text apart, of a weight as it is sent, and of a text, in bytes.</summary>
    private const long BytesOfPart = 160,
        BytesOfWeight = 24,
        BytesOfText = 512;

    public static async Task<(Explanation[] Results, RunTimes Times)> ExplainAsync(
        TranslationModel model,
        IReadOnlyList<OccludedText> texts,
        ExplainRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        RefuseLabel(request);
        var targets = request.Targets ?? await TranslateAsync(model, [.. texts.Select(text => text.Whole.Ids)], account, cancellationToken);
        var scored = await account.OnTextsAsync(() => Read(model, texts, targets, request, account, cancellationToken), cancellationToken);
        TranslationRow[] rows = [.. scored.SelectMany(text => text.Rows)];
        account.TakeAnswer(scored.Sum(BytesOf));
        var run = await model.RunAsync(rows, account.Terms, cancellationToken);
        return ([.. scored.Select(Explain)], run.Times);
    }

    /// <exception cref="InferenceException">The request names a label.</exception>
    public static void RefuseLabel(ExplainRequest request)
    {
        if (request.Label is not null)
        {
            throw InferenceException.Invalid("'label' is for models that classify, and this model translates: leave it out.");
        }
    }

    /// <summary>The memory of an explained translation in an answer.</summary>
    /// <param name="target">The translation.</param>
    /// <param name="sourceParts">The number of the text's parts.</param>
    /// <param name="parts">The translation's parts.</param>
    public static long BytesOf(string target, int sourceParts, TextParts parts) =>
        BytesOfText
        + (sizeof(char) * (long)target.Length)
        + ((sourceParts + 1 + parts.Places.Count) * BytesOfPart)
        + ((sourceParts + 1) * (long)parts.Places.Count * BytesOfWeight);

    /// <summary>The model's own translations, each text read as one sequence.</summary>
    public static async Task<string[]> TranslateAsync(
        TranslationModel model,
        IReadOnlyList<int[]> texts,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var settings = model.Generation with { NumBeams = 1, NumReturnSequences = 1 };
        TranslationRow[] rows = [.. texts.Select(ids => model.Row(ids, settings, usesShortlist: true))];
        foreach (var _ in rows)
        {
            account.CountRow();
        }

        account.CheckWork(rows.Sum(row => row.Cost.Work));
        var run = await model.RunAsync(rows, account.Terms, cancellationToken);
        return [.. run.Results.Select(found => model.Tokenizer.Decode(found[0].Tokens))];
    }

    private static ScoredText[] Read(
        TranslationModel model,
        IReadOnlyList<OccludedText> texts,
        IReadOnlyList<string> targets,
        ExplainRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var work = new TextWork(cancellationToken);
        return [.. texts.Zip(targets, (text, target) => Read(model, text, target, request, account, work))];
    }

    private static ScoredText Read(
        TranslationModel model,
        OccludedText text,
        string target,
        ExplainRequest request,
        RequestAccount account,
        TextWork work
    )
    {
        var pieces = ScoredPair.ReadTarget(model, target, work);
        account.CheckWork((long)text.RowCount * pieces.Length); // what the rows write; what they read is charged
        return new ScoredText(
            text,
            target,
            TextParts.Of(target, pieces, request.Unit, int.MaxValue, work),
            [.. text.Rows.Select(row => ScoredPair.Of(model, row, pieces).Row)]
        );
    }

    private static long BytesOf(ScoredText text) =>
        BytesOf(text.Target, text.Source.Parts.Count, text.Parts)
        + (text.Source.RowCount * (long)text.Parts.OfToken.Length * sizeof(double));

    private static Explanation Explain(ScoredText text)
    {
        double[][] found = [.. text.Rows.Select(row => text.Parts.Sum<double>(row.Target?.LogProbabilities ?? []))];
        double[] wholes = [.. text.Rows.Select(row => row.Target?.LogProbabilities.Sum() ?? 0)];
        return new Explanation(
            [.. text.Source.Parts.Select((place, part) => new ExplainedPart(place, wholes[0] - wholes[part + 1], wholes[part + 1]))],
            text.Source.RowCount,
            text.Source.Read
        )
        {
            Target = new ExplainedTarget(
                text.Target,
                wholes[0],
                [
                    .. text.Parts.Places.Select(
                        (place, part) =>
                            new ExplainedTargetPart(
                                place,
                                found[0][part],
                                [.. Enumerable.Range(1, text.Source.Parts.Count).Select(without => found[0][part] - found[without][part])]
                            )
                    ),
                ]
            ),
        };
    }

    /// <summary>A text with the translation that is explained.</summary>
    /// <param name="Source">The text.</param>
    /// <param name="Target">The translation.</param>
    /// <param name="Parts">The translation's parts.</param>
    /// <param name="Rows">The rows that measure it: for the whole text, then without each part.</param>
    private sealed record ScoredText(OccludedText Source, string Target, TextParts Parts, TranslationRow[] Rows);
}
