using System.Diagnostics;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Tokenization;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Classification;

/// <summary>Classifies the texts of one request: tokenize, batch, run, rank.</summary>
internal sealed class Classifier(TimeProvider timeProvider)
{
    private const int DefaultTopK = 5;

    /// <summary>The ranked labels of each text, and <c>[texts][labels]</c> the scores of all of them, in the order of the labels' ids.</summary>
    public async Task<(IReadOnlyList<ClassifiedText> Results, IReadOnlyList<double[]> Scores, TimeSpan Tokenize, RunTimes Run)> ClassifyAsync(
        ClassificationModel model, ClassificationRequest request, RunPriority priority, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        TokenizedText[] rows = Tokenize(model, request, cancellationToken);
        TimeSpan tokenize = timeProvider.GetElapsedTime(started);
        BatchedResults<double[]> scored = await model.ScoreAsync(rows, priority, cancellationToken);

        using Activity? span = TransformerTelemetry.Source.StartActivity("decode");
        int topK = Math.Min(request.TopK ?? DefaultTopK, model.Head.Labels.Count);
        return ([.. rows.Select((row, index) => new ClassifiedText(model.Rank(scored.Results[index], topK), row.Ids.Length, row.Truncated))], scored.Results, tokenize, scored.Times);
    }

    private static TokenizedText[] Tokenize(ClassificationModel model, ClassificationRequest request, CancellationToken cancellationToken)
    {
        using Activity? span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        var rows = new TokenizedText[request.Texts.Count];
        for (int row = 0; row < rows.Length; row++)
        {
            work.Look();
            rows[row] = model.Encode(request.Texts[row], request.TextPairs?[row], work);
        }

        return rows;
    }
}
