using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Tasks;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Translation;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Scoring;

/// <summary>
/// Measures the probabilities of given translations: the decoder follows each target a token at a time, in the batches in which others are
/// translated. So it works with every kind of decoder, and a batch takes no more memory than one of translations.
/// </summary>
internal sealed class ScoreTask : RequestTask<ScoreRequest, ScoreAnswer>
{
    public override RequestKind Kind => RequestKind.Scoring;

    public override long Check(ScoreRequest request, InferenceOptions options) => RequestRules.Check(request, options);

    public override (CatalogModel Model, CatalogVariant Variant) Select(IReadOnlyList<CatalogModel> models, ScoreRequest request) =>
        ModelSelector.ForScoring(models, request);

    public override async Task<ScoreAnswer> AnswerAsync(
        ModelLoan loan,
        ScoreRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var model = (TranslationModel)loan.Served; // Select takes only models that translate
        var pairs = await account.OnTextsAsync(() => Read(model, request, account, cancellationToken), cancellationToken);
        account.CheckWork(pairs.Sum(pair => pair.Row.Cost.Work));
        account.TakeAnswer(pairs.Sum(pair => (long)pair.Pieces.Length) * PieceReader.BytesOfPiece);
        var run = await model.RunAsync([.. pairs.Select(pair => pair.Row)], account.Terms, cancellationToken);
        var from = loan.Answering;
        return new ScoreAnswer(from.Model, from.Role, from.ShortHash, [.. pairs.Select(pair => pair.Scored())], account.Timing(run.Times))
        {
            Read = [.. pairs.Select(pair => new ReadText(pair.Source.Ids.Length, pair.Source.Truncated))],
        };
    }

    private static ScoredPair[] Read(
        TranslationModel model,
        ScoreRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        return
        [
            .. request.Texts.Zip(
                request.Targets,
                (source, target) =>
                {
                    work.Look();
                    account.CountRow();
                    return ScoredPair.Of(model, source, target, work);
                }
            ),
        ];
    }
}
