using TransformerService.Inference.Admission;
using TransformerService.Inference.Encoders;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Classification;

/// <summary>A loaded encoder with a head: texts in, a score for each label out.</summary>
internal class ClassificationModel(LoadedEncoder encoder, ClassificationHead head)
    : EncoderModel<double[]>(encoder, TensorNames.Logits),
        IAnswers<ClassificationRequest, ClassificationAnswer>
{
    private const int DefaultTopK = 5;
    private const long BytesOfLabel = 64,
        BytesOfRow = 256;

    public ClassificationHead Head { get; private set; } = head;

    public async Task<ClassificationAnswer> AnswerAsync(
        ClassificationRequest request,
        AnsweringVariant variant,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        if (request.Candidates is { } candidates)
        {
            return await AnswerAsync(request, new ZeroShot(candidates, Head), variant, account, cancellationToken);
        }

        if (request.Windows is { } windows)
        {
            return await AnswerAsync(request, windows, variant, account, cancellationToken);
        }

        var function = ScoreFunctions.Of(request.Scale, Head);
        var topK = Math.Min(request.TopK ?? DefaultTopK, Head.Labels.Count);
        var scoreBytes = (long)Head.Labels.Count * sizeof(double); // all labels are kept until they are ranked
        var (rows, found) = await RunTextsAsync(
            request.Texts.Count,
            (row, work) => ScaledText.Of(Encode(request.Texts[row], request.TextPairs?[row], work), function),
            row => row,
            request.Texts.Count * ((topK * BytesOfLabel) + scoreBytes + BytesOfRow),
            account,
            cancellationToken
        );

        using var span = TransformerTelemetry.Source.StartActivity("decode");
        return new ClassificationAnswer(
            variant.Model,
            variant.Role,
            variant.ShortHash,
            [.. rows.Select((row, index) => new ClassifiedText(Rank(found.Results[index], topK), row.Ids.Length, row.Truncated))],
            account.Timing(found.Times)
        )
        {
            Scores = found.Results,
        };
    }

    private async Task<ClassificationAnswer> AnswerAsync(
        ClassificationRequest request,
        ClassificationWindows windows,
        AnsweringVariant variant,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var least = Tokenizer.Frame.Before + Tokenizer.Frame.After + 1;
        if (windows.Size < least || windows.Size > MaxInputTokens)
        {
            throw InferenceException.Invalid($"'options.window' must be from {least} to {MaxInputTokens}, the model's maxInputTokens.");
        }

        var topK = Math.Min(request.TopK ?? DefaultTopK, Head.Labels.Count);
        account.TakeAnswer(request.Texts.Count * ((topK * BytesOfLabel) + ((long)Head.Labels.Count * sizeof(double)) + BytesOfRow));
        var work = new TextWork(cancellationToken);
        var texts = await account.OnTextsAsync(
            () => request.Texts.Select(text => TextWindows.Of(Tokenizer, text, windows, account, work)).ToArray(),
            cancellationToken
        );
        TokenizedText[] rows = [.. texts.SelectMany(text => text.Rows)];
        account.CheckWork(rows.Sum(row => CostOf(row).Work - row.Ids.Length)); // more than was charged if the export has a fixed length
        account.TakeAnswer(rows.Length * (long)Head.Labels.Count * sizeof(double)); // all are kept until they are joined
        var found = await RunAsync(rows, account.Terms, cancellationToken);
        List<double[]> scores = [];
        var next = 0;
        foreach (var text in texts)
        {
            scores.Add(text.Combine([.. found.Results.Skip(next).Take(text.Rows.Count)], windows.Combination));
            next += text.Rows.Count;
        }

        return new ClassificationAnswer(
            variant.Model,
            variant.Role,
            variant.ShortHash,
            [
                .. texts.Select(
                    (text, index) =>
                        new ClassifiedText(Rank(scores[index], topK), text.Rows.Sum(row => row.Ids.Length), false)
                        {
                            Windows = text.Rows.Count,
                        }
                ),
            ],
            account.Timing(found.Times)
        )
        {
            Scores = scores,
        };
    }

    private async Task<ClassificationAnswer> AnswerAsync(
        ClassificationRequest request,
        ZeroShot zeroShot,
        AnsweringVariant variant,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var each = zeroShot.RowsOfText;
        var (rows, found) = await RunTextsAsync(
            request.Texts.Count * each,
            (row, work) => zeroShot.Encode(Tokenizer, request.Texts[row / each], row % each, MaxInputTokens, work),
            row => row,
            request.Texts.Count * (zeroShot.LabelBytes + (each * (BytesOfLabel + (sizeof(double) * (long)Head.Labels.Count))) + BytesOfRow),
            account,
            cancellationToken
        );

        using var span = TransformerTelemetry.Source.StartActivity("decode");
        double[][] scores = [.. found.Results.Chunk(each).Select(zeroShot.Score)];
        return new ClassificationAnswer(
            variant.Model,
            variant.Role,
            variant.ShortHash,
            [
                .. rows.Chunk(each)
                    .Select(
                        (text, index) =>
                            new ClassifiedText(
                                zeroShot.Rank(scores[index], request.TopK ?? each),
                                text.Sum(row => row.Ids.Length),
                                text.Any(row => row.Truncated)
                            )
                    ),
            ],
            account.Timing(found.Times)
        )
        {
            Scores = scores,
        };
    }

    /// <summary>A row's best labels with their scores, the highest first.</summary>
    /// <param name="scores">The score of each label, in the order of their ids.</param>
    /// <param name="count">The number of labels to return.</param>
    public LabelScore[] Rank(ReadOnlySpan<double> scores, int count) => TopScores.Rank(Head, scores, count);

    /// <summary>The scores of each row's labels of one batch, <c>[rows][labels]</c>.</summary>
    public double[][] Score(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken) =>
        RunBatch(rows, null, cancellationToken);

    /// <summary>The logits of each row's labels of one batch, <c>[rows][labels]</c>.</summary>
    public double[][] Logits(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken) => Raw(rows, cancellationToken);

    protected override double[][] Read(IReadOnlyList<TokenizedText> rows, ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape)
    {
        var labels = Head.Labels.Count;
        if (shape is not [var count, ..] || count < rows.Count || numbers.Length != count * labels)
        {
            throw shape is [_, > 0 and var given]
                ? new InferenceException(InferenceError.Internal, ClassificationLoader.LabelFault(Session.FileName, (int)given, Head))
                : WrongShape(shape, "one for each text and label");
        }

        var found = new double[rows.Count][];
        for (var row = 0; row < found.Length; row++)
        {
            var values = found[row] = new double[labels];
            for (var label = 0; label < labels; label++)
            {
                values[label] = numbers[(row * labels) + label];
            }
        }

        return found;
    }

    protected override double[] Finish(TokenizedText row, double[] raw) =>
        ScoreFunctions.Apply((row as ScaledText)?.Function ?? Head.Function, raw);

    protected override bool AreNear(double[] one, double[] other) => one.Zip(other, WarmUpRuns.IsNear).All(isNear => isNear);

    protected override bool IsFinite(double[] scores) => Array.TrueForAll(scores, double.IsFinite);

    /// <summary>The graph may compute a softmax without a Softmax node.</summary>
    protected override void WarmedUp(IReadOnlyList<double[]> seen)
    {
        if (
            Head is { InGraph: null, Function: ScoreFunction.Softmax or ScoreFunction.Sigmoid, Labels.Count: > 1 }
            && seen.All(WarmUpRuns.AreProbabilities)
        )
        {
            Head = Head with { Function = ScoreFunction.None, InGraph = ScoreFunction.Softmax };
            Warn(
                $"the 'logits' of {Session.FileName} sum to 1 for every text, so they are scores already: no function is applied to them again. Export without the softmax for true logits."
            );
        }
    }

    public override IReadOnlyList<(string Answer, double Score)> Answer(
        IReadOnlyList<(string Text, string? Pair)> texts,
        CancellationToken cancellationToken
    ) =>
        [
            .. Score([.. texts.Select(text => Encode(text.Text, text.Pair))], cancellationToken)
                .Select(scores => Rank(scores, 1)[0])
                .Select(best => (best.Label, best.Score)),
        ];

    public override IReadOnlyList<CheckedAnswer> Check(IReadOnlyList<SelfCheckSample> samples, CancellationToken cancellationToken) =>
        [
            .. Logits([.. samples.Select(sample => Encode(sample.Text, sample.TextPair))], cancellationToken)
                .Zip(
                    samples,
                    (logits, sample) =>
                    {
                        var scores = ScoreFunctions.Apply(Head.Function, logits);
                        var best = Rank(scores, 1)[0];
                        var label = Enumerable.Range(0, scores.Length).FirstOrDefault(label => Head.Labels[label] == sample.Answer, -1);
                        return label < 0
                            ? new CheckedAnswer(best.Label, best.Score, double.NegativeInfinity)
                            : new CheckedAnswer(
                                best.Label,
                                scores[label],
                                scores.Length == 1 ? 0 : logits[label] - (double)logits.Where((_, other) => other != label).Max()
                            );
                    }
                ),
        ];
}
