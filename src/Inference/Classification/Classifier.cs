using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Classification;

/// <summary>Classifies the texts of one request: tokenize, batch, run, rank.</summary>
internal sealed class Classifier(TimeProvider timeProvider, TextWorkers textWorkers)
{
    private const int DefaultTopK = 5;
    private const long BytesOfLabel = 64,
        BytesOfRow = 256;

    /// <summary>
    /// Returns the ranked labels of each text, and the scores of all labels, <c>[texts][labels]</c>, in the order of the labels' ids.
    /// </summary>
    public async Task<(
        IReadOnlyList<ClassifiedText> Results,
        IReadOnlyList<double[]> Scores,
        TimeSpan Tokenize,
        RunTimes Run
    )> ClassifyAsync(ClassificationModel model, ClassificationRequest request, RequestAccount account, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var topK = Math.Min(request.TopK ?? DefaultTopK, model.Head.Labels.Count);
        var scoreBytes = (long)model.Head.Labels.Count * sizeof(double); // all labels are kept until they are ranked
        account.TakeAnswer(request.Texts.Count * ((topK * BytesOfLabel) + scoreBytes + BytesOfRow));
        var rows = await textWorkers.RunAsync(
            account.Caller,
            account.Characters,
            () => Tokenize(model, request, account, cancellationToken),
            cancellationToken
        );
        account.CheckWork(rows.Sum(row => ClassificationModel.CostOf(row).Work));
        var tokenize = timeProvider.GetElapsedTime(started);
        var scored = await model.ScoreAsync(rows, account.TermsAfter(tokenize), cancellationToken);

        using var span = TransformerTelemetry.Source.StartActivity("decode");
        return (
            [.. rows.Select((row, index) => new ClassifiedText(model.Rank(scored.Results[index], topK), row.Ids.Length, row.Truncated))],
            scored.Results,
            tokenize,
            scored.Times
        );
    }

    private static TokenizedText[] Tokenize(
        ClassificationModel model,
        ClassificationRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        var rows = new TokenizedText[request.Texts.Count];
        for (var row = 0; row < rows.Length; row++)
        {
            work.Look();
            account.CountRow();
            rows[row] = model.Encode(request.Texts[row], request.TextPairs?[row], work);
        }

        return rows;
    }
}
