using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Scoring;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Explanations;

/// <summary>
/// Explains a translation by the export's cross-attention: which parts of the source each of its parts attends to while it is written. It
/// takes two rows, whatever the length: one measures the translation's probability, one its attention.
/// </summary>
internal static class AttentionExplainer
{
    /// <summary>The rows of each text.</summary>
    public const int Rows = 2;

    public static async Task<(Explanation[] Results, RunTimes Times)> ExplainAsync(
        TranslationModel model,
        ExplainRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        TranslationExplainer.RefuseLabel(request);
        var sources = await account.OnTextsAsync(
            () => ReadSources(model, request.Texts, account, new TextWork(cancellationToken)),
            cancellationToken
        );
        var targets =
            request.Targets
            ?? await TranslationExplainer.TranslateAsync(model, [.. sources.Select(source => source.Row.Ids)], account, cancellationToken);
        var pairs = await account.OnTextsAsync(
            () => ReadPairs(model, request, sources, targets, account, new TextWork(cancellationToken)),
            cancellationToken
        );
        account.TakeAnswer(pairs.Sum(BytesOf));
        var run = await model.RunAsync(
            [.. pairs.Select(pair => pair.Scored), .. pairs.Select(pair => pair.Row)],
            account.Terms,
            cancellationToken
        );
        var results = await account.OnTextsAsync(
            () =>
            {
                var work = new TextWork(cancellationToken);
                return pairs.Select(pair => Explain(pair, work)).ToArray();
            },
            cancellationToken
        );
        return (results, run.Times);
    }

    private static (TokenizedText Row, PieceText Text)[] ReadSources(
        TranslationModel model,
        IReadOnlyList<string> texts,
        RequestAccount account,
        TextWork work
    ) =>
        [
            .. texts.Select(text =>
            {
                work.Look();
                for (var row = 0; row < Rows; row++)
                {
                    account.CountRow();
                }

                return PieceReader.Read(model, text, specialTokens: true, work);
            }),
        ];

    private static Pair[] ReadPairs(
        TranslationModel model,
        ExplainRequest request,
        (TokenizedText Row, PieceText Text)[] sources,
        IReadOnlyList<string> targets,
        RequestAccount account,
        TextWork work
    ) =>
        [
            .. sources.Select(
                (source, index) =>
                {
                    work.Look();
                    var target = targets[index];
                    var pieces = ScoredPair.ReadTarget(model, target, work);
                    var aligned = new AlignedTarget([.. pieces.Select(piece => piece.Id)]);
                    var pair = new Pair(
                        source.Row,
                        target,
                        TextParts.Of(request.Texts[index], source.Text.Pieces, request.Unit, int.MaxValue, work),
                        TextParts.Of(target, pieces, request.Unit, int.MaxValue, work),
                        ScoredPair.Of(model, source.Row, pieces).Row,
                        model.Alignment(source.Row.Ids, aligned),
                        aligned
                    );
                    account.CheckWork(pair.Scored.Cost.Work + pair.Row.Cost.Work);
                    return pair;
                }
            ),
        ];

    private static long BytesOf(Pair pair) =>
        TranslationExplainer.BytesOf(pair.Target, pair.Source.Places.Count, pair.Parts)
        + (sizeof(float) * (long)pair.Read.Ids.Length * pair.Aligned.Tokens.Length);

    private static Explanation Explain(Pair pair, TextWork work)
    {
        work.Step(pair.Aligned.Attention.Length);
        var found = pair.Parts.Sum(pair.Scored.Target?.LogProbabilities ?? []);
        var weights = Weights(pair);
        int[] tokens = [.. pair.Parts.Places.Select((_, part) => pair.Parts.OfToken.Count(of => of == part))];
        var all = Math.Max(1, tokens.Sum());
        return new Explanation(
            [
                .. pair.Source.Places.Select(
                    (place, part) =>
                        new ExplainedPart(place, weights.Select((row, target) => row[part] * tokens[target]).Sum() / all, Without: null)
                ),
            ],
            Rows,
            new ReadText(pair.Read.Ids.Length, pair.Read.Truncated)
        )
        {
            Target = new ExplainedTarget(
                pair.Target,
                pair.Scored.Target?.LogProbabilities.Sum() ?? 0,
                [.. pair.Parts.Places.Select((place, part) => new ExplainedTargetPart(place, found[part], weights[part]))]
            ),
        };
    }

    /// <summary>For each part of the translation the mean attention of its tokens to each part of the source.</summary>
    private static double[][] Weights(Pair pair)
    {
        double[][] weights = [.. pair.Parts.Places.Select(_ => new double[pair.Source.Places.Count])];
        var tokens = new int[weights.Length];
        foreach (var (token, part) in pair.Parts.OfToken.Index())
        {
            if (part < 0)
            {
                continue;
            }

            tokens[part]++;
            foreach (var (place, weight) in pair.Source.Sum(pair.Aligned.Of(token).Span).Index())
            {
                weights[part][place] += weight;
            }
        }

        foreach (var (part, row) in weights.Index())
        {
            for (var place = 0; place < row.Length; place++)
            {
                row[place] /= tokens[part];
            }
        }

        return weights;
    }

    /// <summary>A text with its translation.</summary>
    /// <param name="Read">What the model reads.</param>
    /// <param name="Target">The translation.</param>
    /// <param name="Source">The parts of the text.</param>
    /// <param name="Parts">The parts of the translation.</param>
    /// <param name="Scored">The row that measures the translation's probability.</param>
    /// <param name="Row">The row that aligns it.</param>
    /// <param name="Aligned">What the translation's tokens attend to.</param>
    private sealed record Pair(
        TokenizedText Read,
        string Target,
        TextParts Source,
        TextParts Parts,
        TranslationRow Scored,
        TranslationRow Row,
        AlignedTarget Aligned
    );
}
