using TransformerService.Inference.Admission;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Encoders;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Ranking;

/// <summary>A loaded cross-encoder: a query and documents in, a score for each document out.</summary>
internal sealed class RankingModel(LoadedEncoder encoder, ClassificationHead head)
    : ClassificationModel(encoder, head),
        IAnswers<RerankRequest, RerankAnswer>
{
    private const long BytesOfDocument = 128;

    public async Task<RerankAnswer> AnswerAsync(
        RerankRequest request,
        AnsweringVariant variant,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var function = ScoreFunctions.Of(request.Scale, Head);
        var (rows, found) = await RunTextsAsync(
            request.Texts.Count,
            (row, work) => ScaledText.Of(Encode(request.Query, request.Texts[row], work), function),
            row => row,
            request.Texts.Count * BytesOfDocument,
            account,
            cancellationToken
        );

        using var span = TransformerTelemetry.Source.StartActivity("decode");
        double[] scores = [.. found.Results.Select(row => row[0])];
        return new RerankAnswer(
            variant.Model,
            variant.Role,
            variant.ShortHash,
            [
                .. TopScores
                    .Of(scores, Math.Min(request.TopN ?? scores.Length, scores.Length))
                    .Select(document => new RankedDocument(document.Index, document.Score)),
            ],
            account.Timing(found.Times)
        )
        {
            Read = [.. rows.Select(row => new ReadText(row.Ids.Length, row.Truncated))],
            Scores = scores,
        };
    }
}
