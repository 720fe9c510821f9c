using System.Text;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Encoders;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Tagging;

/// <summary>
/// A loaded encoder with a head for each token: texts in, labelled parts of them out. A row's result is its logits, <c>[tokens, labels]</c>.
/// </summary>
internal sealed class TaggingModel(LoadedEncoder encoder, ClassificationHead head)
    : EncoderModel<float[]>(encoder, TensorNames.Logits),
        IAnswers<TagRequest, TagAnswer>
{
    private const long BytesOfEntity = 256,
        BytesOfRow = 256;

    /// <summary>The most special tokens around a text.</summary>
    private const int MostSpecials = 4;

    public IReadOnlyList<string> Labels => head.Labels;

    public async Task<TagAnswer> AnswerAsync(
        TagRequest request,
        AnsweringVariant variant,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        // Each token may be an entity, and its logits are kept until then. An entity holds its part of the text.
        var tokens = request.Texts.Sum(text => Math.Min(text.Length + (long)MostSpecials, MaxInputTokens));
        var (rows, found) = await RunTextsAsync(
            request.Texts.Count,
            (row, work) => Tokenizer.EncodeAligned(request.Texts[row], MaxInputTokens, work),
            row => row.Row,
            (tokens * (BytesOfEntity + (sizeof(float) * head.Labels.Count)))
                + request.Texts.Sum(text => (sizeof(char) * (long)text.Length) + BytesOfRow),
            account,
            cancellationToken
        );

        var entities = await account.OnTextsAsync(() => Join(request, rows, found.Results, cancellationToken), cancellationToken);
        return new TagAnswer(variant.Model, variant.Role, variant.ShortHash, entities, account.Timing(found.Times))
        {
            Read = [.. rows.Select(row => new ReadText(row.Row.Ids.Length, row.Row.Truncated))],
        };
    }

    /// <summary>The entities of each text of one batch.</summary>
    public IReadOnlyList<TaggedEntity>[] Tag(IReadOnlyList<string> texts, TagAggregation aggregation, CancellationToken cancellationToken)
    {
        var work = new TextWork(cancellationToken);
        AlignedText[] rows = [.. texts.Select(text => Tokenizer.EncodeAligned(text, MaxInputTokens, work))];
        var found = Raw([.. rows.Select(row => row.Row)], cancellationToken);
        return Join(new TagRequest(texts) { Aggregation = aggregation }, rows, found, cancellationToken);
    }

    public override IReadOnlyList<(string Answer, double Score)> Answer(
        IReadOnlyList<(string Text, string? Pair)> texts,
        CancellationToken cancellationToken
    ) => [.. Tag([.. texts.Select(text => text.Text)], TagAggregation.Simple, cancellationToken).Select(Shown)];

    public override IReadOnlyList<CheckedAnswer> Check(IReadOnlyList<SelfCheckSample> samples, CancellationToken cancellationToken) =>
        [
            .. Tag([.. samples.Select(sample => sample.Text)], TagAggregation.Simple, cancellationToken)
                .Zip(
                    samples,
                    (entities, sample) =>
                        Shown(entities) is var (answer, score) && answer == sample.Answer
                            ? new CheckedAnswer(answer, score, Lead: 0)
                            : new CheckedAnswer(answer, score, double.NegativeInfinity)
                ),
        ];

    protected override float[][] Read(IReadOnlyList<TokenizedText> rows, ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape)
    {
        if (shape is not [var count, var width, var labels] || count < rows.Count || labels != head.Labels.Count)
        {
            throw WrongShape(shape, $"{head.Labels.Count} for each token");
        }

        var found = new float[rows.Count][];
        for (var row = 0; row < found.Length; row++)
        {
            found[row] = numbers.Slice((int)(row * width * labels), rows[row].Ids.Length * (int)labels).ToArray();
        }

        return found;
    }

    protected override bool AreNear(float[] one, float[] other) =>
        one.Zip(other, (first, second) => WarmUpRuns.IsNear(first, second)).All(isNear => isNear);

    protected override bool IsFinite(float[] result) => Array.TrueForAll(result, float.IsFinite);

    private IReadOnlyList<TaggedEntity>[] Join(
        TagRequest request,
        AlignedText[] rows,
        IReadOnlyList<float[]> logits,
        CancellationToken cancellationToken
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("decode");
        var joined = new IReadOnlyList<TaggedEntity>[rows.Length];
        for (var row = 0; row < joined.Length; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = request.Texts[row];
            var entities = Entities.Of(text, rows[row], Scores(logits[row]), head.Labels, request.Aggregation);
            joined[row] = request.Offsets == OffsetUnit.Utf16 ? entities : InCodePoints(text, entities);
        }

        return joined;
    }

    /// <summary>The score of each label of each token.</summary>
    private double[][] Scores(float[] logits)
    {
        var labels = head.Labels.Count;
        var scores = new double[logits.Length / labels][];
        for (var token = 0; token < scores.Length; token++)
        {
            double[] row = [.. logits.AsSpan(token * labels, labels).ToArray().Select(logit => (double)logit)];
            scores[token] = ScoreFunctions.Apply(head.InGraph is null ? ScoreFunction.Softmax : head.Function, row);
        }

        return scores;
    }

    private static List<TaggedEntity> InCodePoints(string text, List<TaggedEntity> entities)
    {
        var points = new int[text.Length + 1];
        var count = 0;
        for (var index = 0; index < text.Length; index++)
        {
            points[index] = count;
            count += char.IsLowSurrogate(text[index]) && index > 0 && char.IsHighSurrogate(text[index - 1]) ? 0 : 1;
        }

        points[text.Length] = count;
        return [.. entities.Select(entity => entity with { Start = points[entity.Start], End = points[entity.End] })];
    }

    private static (string Answer, double Score) Shown(IReadOnlyList<TaggedEntity> entities)
    {
        var shown = new StringBuilder();
        foreach (var entity in entities)
        {
            _ = shown.Append(shown.Length > 0 ? "; " : "").Append(entity.Label).Append(' ').Append(entity.Text);
        }

        return (shown.ToString(), entities.Count == 0 ? 1 : entities.Min(entity => entity.Score));
    }
}
