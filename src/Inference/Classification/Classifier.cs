using TransformerService.Inference.Batching;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.Tokenization;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Classification;

/// <summary>Classifies the texts of one request: tokenize, batch, run, rank.</summary>
internal sealed class Classifier(RunSlots slots, BatchingOptions batching, TimeProvider timeProvider)
{
    private const int DefaultTopK = 5;

    public async Task<(IReadOnlyList<ClassifiedText> Results, TimeSpan Tokenize, RunTimes Run)> ClassifyAsync(
        ClassificationModel model, ClassificationRequest request, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        var rows = new TokenizedText[request.Texts.Count];
        for (int row = 0; row < rows.Length; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows[row] = model.Encode(request.Texts[row], request.TextPairs?[row]);
        }

        TimeSpan tokenize = timeProvider.GetElapsedTime(started);
        var scores = new double[rows.Length][];
        IReadOnlyList<int[]> batches = BatchPlanner.Plan([.. rows.Select(row => row.Ids.Length)], width: 1, batching.MaxBatchRows, batching.MaxBatchTokens);
        RunTimes run = await slots.RunAsync([.. batches.Select(batch => (Action<CancellationToken>)(token => Run(batch, token)))], cancellationToken);

        int topK = Math.Min(request.TopK ?? DefaultTopK, model.Head.Labels.Count);
        return ([.. rows.Select((row, index) => new ClassifiedText(Rank(scores[index], topK), row.Ids.Length, row.Truncated))], tokenize, run);

        void Run(int[] batch, CancellationToken token)
        {
            double[][] batchScores = model.Score([.. batch.Select(row => rows[row])], token);
            for (int place = 0; place < batch.Length; place++)
            {
                scores[batch[place]] = batchScores[place];
            }
        }

        IReadOnlyList<LabelScore> Rank(double[] row, int count) =>
        [
            .. row.Select((score, label) => new LabelScore(model.Head.Labels[label], score)).OrderByDescending(label => label.Score).Take(count),
        ];
    }
}
