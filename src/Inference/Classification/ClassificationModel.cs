using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Classification;

/// <summary>A loaded encoder with a head: texts in, a score for each label out.</summary>
internal sealed class ClassificationModel : BatchedModel<TokenizedText, double[]>, IAnswers<ClassificationRequest, ClassificationAnswer>
{
    private const int DefaultTopK = 5;
    private const long BytesOfLabel = 64,
        BytesOfRow = 256;

    private static readonly string[] Outputs = [TensorNames.Logits];
    private readonly OnnxSession _session;
    private readonly List<string> _warnings = [];

    public ClassificationModel(ExportDescription export, ClassificationHead head, TextTokenizer tokenizer, OnnxSession session)
        : base(export, tokenizer)
    {
        Head = head;
        _session = session;
    }

    public ClassificationHead Head { get; private set; }

    public override IReadOnlyList<string> Warnings => _warnings;

    public TokenizedText Encode(string text, string? pair) => Encode(text, pair, new TextWork(CancellationToken.None));

    internal TokenizedText Encode(string text, string? pair, TextWork work) =>
        pair is null ? Tokenizer.Encode(text, MaxInputTokens, work) : Tokenizer.EncodePair(text, pair, MaxInputTokens, work);

    public override Int8Arithmetic? Int8Arithmetic => _session.Int8Arithmetic;

    public override RowCost Dearest => new(MaxInputTokens);

    public override RowCost CostOf(TokenizedText row) => new(row.Ids.Length);

    public async Task<ClassificationAnswer> AnswerAsync(
        ClassificationRequest request,
        AnsweringVariant variant,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var topK = Math.Min(request.TopK ?? DefaultTopK, Head.Labels.Count);
        var scoreBytes = (long)Head.Labels.Count * sizeof(double); // all labels are kept until they are ranked
        account.TakeAnswer(request.Texts.Count * ((topK * BytesOfLabel) + scoreBytes + BytesOfRow));
        var rows = await account.OnTextsAsync(() => Tokenize(request, account, cancellationToken), cancellationToken);
        account.CheckWork(rows.Sum(row => CostOf(row).Work));
        var scored = await RunAsync(rows, account.Terms, cancellationToken);

        using var span = TransformerTelemetry.Source.StartActivity("decode");
        return new ClassificationAnswer(
            variant.Model,
            variant.Role,
            variant.ShortHash,
            [.. rows.Select((row, index) => new ClassifiedText(Rank(scored.Results[index], topK), row.Ids.Length, row.Truncated))],
            account.Timing(scored.Times)
        )
        {
            Scores = scored.Results,
        };
    }

    private TokenizedText[] Tokenize(ClassificationRequest request, RequestAccount account, CancellationToken cancellationToken)
    {
        using var span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        var rows = new TokenizedText[request.Texts.Count];
        for (var row = 0; row < rows.Length; row++)
        {
            work.Look();
            account.CountRow();
            rows[row] = Encode(request.Texts[row], request.TextPairs?[row], work);
        }

        return rows;
    }

    /// <summary>A row's best labels with their scores, the highest first.</summary>
    /// <param name="scores">The score of each label, in the order of their ids.</param>
    /// <param name="count">The number of labels to return.</param>
    public LabelScore[] Rank(ReadOnlySpan<double> scores, int count) => TopScores.Rank(Head, scores, count);

    /// <summary>The scores of each row's labels of one batch, <c>[rows][labels]</c>.</summary>
    public double[][] Score(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken)
    {
        var scores = Logits(rows, cancellationToken);
        for (var row = 0; row < scores.Length; row++)
        {
            scores[row] = ScoreFunctions.Apply(Head.Function, scores[row]);
        }

        return scores;
    }

    /// <summary>The logits of each row's labels of one batch, <c>[rows][labels]</c>.</summary>
    public double[][] Logits(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken) =>
        LengthGroups.Run(rows, row => row.Ids.Length, mayPad: !EqualLengthsOnly, (group, _) => PaddedLogits(group, cancellationToken));

    private double[][] PaddedLogits(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken)
    {
        using var scope = new RunScope(cancellationToken);
        var batch = new TokenBatch([.. rows.Select(row => row.Ids)], Tokenizer.PadId, [.. rows.Select(row => row.TypeIds)]);
        using var inputs = new EncoderInputs(_session, batch, Export.PaddingPosition);
        using var outputs = scope.Run(_session, _session.Inputs, inputs.Values, Outputs);
        var labels = Head.Labels.Count;
        if (
            outputs[0].GetTensorTypeAndShape().Shape is var shape
            && (
                shape is not [var count, ..] || count != rows.Count || shape[1..].Aggregate(1L, (product, size) => product * size) != labels
            )
        )
        {
            throw new InferenceException(InferenceError.Internal, ShapeFault(shape));
        }

        var logits = outputs[0].GetTensorDataAsSpan<float>();
        var found = new double[rows.Count][];
        for (var row = 0; row < found.Length; row++)
        {
            var values = found[row] = new double[labels];
            for (var label = 0; label < labels; label++)
            {
                values[label] = logits[(row * labels) + label];
            }
        }

        return found;
    }

    private string ShapeFault(long[] shape) =>
        shape is [_, > 0 and var labels]
            ? ClassificationLoader.LabelFault(_session.FileName, (int)labels, Head)
            : $"{_session.FileName} gives 'logits' of the shape [{string.Join(", ", shape)}], but should give one for each text and label; export with optimum-cli export onnx --task text-classification.";

    protected override void Probe(CancellationToken cancellationToken) => Score([Encode("Warm-up.", null)], cancellationToken);

    public override void WarmUp(CancellationToken cancellationToken)
    {
        TokenizedText row = Encode("Warm-up.", null),
            longer = Encode("Warm-up of a longer row, as there is in most batches.", null);
        List<double[]> seen = [];
        var alone = Check([row])[0];
        WarmUpRuns.Batch(() => Check([row, row]));

        // Whatever the files declare, padding must not change an answer. It does so only in exports with one scale for a whole batch, which
        // have a warning.
        if (
            !EqualLengthsOnly
            && !Export.DependsOnBatch
            && !alone.Zip(PaddedLogits([row, longer], cancellationToken)[0], WarmUpRuns.IsNear).All(isNear => isNear)
        )
        {
            EqualLengthsOnly = true;
            _warnings.Add(WarmUpRuns.PaddingWarning);
        }

        // Run the longest possible row, to detect now, and not in a caller's request, a position table that is shorter than the files say.
        var longest = Encode(string.Concat(Enumerable.Repeat("warm up. ", MaxInputTokens)), null);
        WarmUpRuns.Longest(
            longest.Ids.Length,
            Export,
            tokens => Check([new TokenizedText(longest.Ids[..tokens], longest.TypeIds[..tokens], tokens)])
        );

        // The graph may compute a softmax without a Softmax node.
        if (
            Head is { InGraph: null, Function: ScoreFunction.Softmax or ScoreFunction.Sigmoid, Labels.Count: > 1 }
            && seen.TrueForAll(WarmUpRuns.AreProbabilities)
        )
        {
            Head = Head with { Function = ScoreFunction.None, InGraph = ScoreFunction.Softmax };
            _warnings.Add(
                $"the 'logits' of {_session.FileName} sum to 1 for every text, so they are scores already: no function is applied to them again. Export without the softmax for true logits."
            );
        }

        double[][] Check(IReadOnlyList<TokenizedText> rows)
        {
            var logits = Logits(rows, cancellationToken);
            seen.AddRange(logits);
            return logits.All(IsFinite) ? logits : throw NotFinite();
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

    protected override double[][] RunBatch(
        IReadOnlyList<TokenizedText> rows,
        Action<int, double[]>? finished,
        CancellationToken cancellationToken
    ) => Score(rows, cancellationToken);

    protected override bool IsFinite(double[] scores) => Array.TrueForAll(scores, double.IsFinite);

    protected override void FreeSessions() => _session.Dispose();
}
