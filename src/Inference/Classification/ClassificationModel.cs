using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Classification;

/// <summary>A loaded encoder with a head: texts in, a score for each label out.</summary>
internal sealed class ClassificationModel : ServedModel
{
    private static readonly string[] Outputs = [TensorNames.Logits];
    private readonly OnnxSession _session;
    private readonly List<string> _warnings = [];
    private bool _equalLengths;
    private Batcher<TokenizedText, double[]>? _batcher;
    private Batcher<TokenizedText, double[]>? _background;

    private ClassificationModel(ExportDescription export, ClassificationHead head, TextTokenizer tokenizer, OnnxSession session)
        : base(export, tokenizer)
    {
        Head = head;
        _session = session;
        _equalLengths = export.EqualLengths;
    }

    public ClassificationHead Head { get; private set; }

    public override IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX file cannot be loaded or does not fit its config.json.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static ClassificationModel Load(string folder, ExportDescription export, ClassificationHead head, OnnxSessionFactory factory)
    {
        var tokenizer = LoadTokenizer(folder, export);
        var session = factory.Open(export.Onnx.Model ?? throw new ArgumentException("A classifier has one ONNX file.", nameof(export)));
        List<string> faults = [];
        var check = new SignatureCheck(session, "text-classification", faults);
        check.Inputs(TensorNames.Classifier, [TensorNames.InputIds]);
        check.Output(
            TensorNames.Logits,
            ["batch", "labels"],
            ": one row for each token, as token classification (NER) and language models give",
            mayHaveFewer: true
        );
        if (faults.Count == 0 && session.OutputDimensions(TensorNames.Logits) is [_, > 0 and var labels] && labels != head.Labels.Count)
        {
            faults.Add(LabelFault(session.FileName, labels, head));
        }

        if (faults.Count == 0)
        {
            return new ClassificationModel(export, head, tokenizer, session);
        }

        session.Dispose();
        throw new ModelLoadException(faults);
    }

    public TokenizedText Encode(string text, string? pair) => Encode(text, pair, new TextWork(CancellationToken.None));

    internal TokenizedText Encode(string text, string? pair, TextWork work) =>
        pair is null ? Tokenizer.Encode(text, MaxInputTokens, work) : Tokenizer.EncodePair(text, pair, MaxInputTokens, work);

    public override Int8Arithmetic? Int8Arithmetic => _session.Int8Arithmetic;

    public override RowCost Dearest => new(MaxInputTokens);

    public override int Waiting => _batcher?.Waiting ?? 0;

    public override void Start(BatchingOptions batching, RunSlots slots, TimeProvider timeProvider, BatchObserver? observer = null)
    {
        _batcher = NewBatcher(BatcherOptions.Of(batching));
        _background = NewBatcher(BatcherOptions.InBackground(batching));

        Batcher<TokenizedText, double[]> NewBatcher(BatcherOptions options) =>
            new(
                GivingBack<TokenizedText, double[]>((rows, _, token) => Score(rows, token), CostOf),
                options with
                {
                    Limits = options.Limits with { EqualLengths = _equalLengths, Memory = Memory },
                },
                slots,
                timeProvider,
                observer,
                Failures
            );
    }

    /// <summary>Returns the scores of each row's labels, <c>[rows][labels]</c>, in batches with the rows of other requests.</summary>
    /// <exception cref="InferenceException">
    /// A row does not fit into the memory, the queue is full, or the model returned NaN or infinite scores.
    /// </exception>
    public async Task<BatchedResults<double[]>> ScoreAsync(
        IReadOnlyList<TokenizedText> rows,
        RequestTerms terms,
        CancellationToken cancellationToken
    )
    {
        var batcher =
            (terms.Priority == RunPriority.Low ? _background : _batcher)
            ?? throw new InvalidOperationException("The model was not started.");
        CheckRows(rows, CostOf);
        var scored = await batcher.RunAsync(rows, CostOf, terms, cancellationToken);
        return scored.Results.All(IsNumbers) ? scored : throw NoNumbers();
    }

    /// <summary>The cost of a row.</summary>
    public static RowCost CostOf(TokenizedText row) => new(row.Ids.Length);

    /// <summary>Returns the scores of each row's labels, with a waiting caller's priority.</summary>
    /// <exception cref="InferenceException">The queue is full, or the model returned NaN or infinite scores.</exception>
    public Task<BatchedResults<double[]>> ScoreAsync(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken) =>
        ScoreAsync(rows, RequestTerms.Own, cancellationToken);

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
        _equalLengths
            ? EqualLengths.Run(rows, row => row.Ids.Length, (group, _) => PaddedLogits(group, cancellationToken))
            : PaddedLogits(rows, cancellationToken);

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
            ? LabelFault(_session.FileName, (int)labels, Head)
            : $"{_session.FileName} gives 'logits' of the shape [{string.Join(", ", shape)}], but should give one for each text and label; export with optimum-cli export onnx --task text-classification.";

    private static string LabelFault(string file, int logits, ClassificationHead head) =>
        $"{file} gives {logits} logits, but config.json "
        + head.Source switch
        {
            LabelSource.Names => $"has {head.Labels.Count} labels in id2label; write a label for each logit there.",
            LabelSource.Count => $"says \"num_labels\": {head.Labels.Count}; add an id2label with {logits} labels, or correct num_labels.",
            _ => $"names no labels; add an id2label with {logits} labels, or \"num_labels\": {logits}.",
        };

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
        if (!_equalLengths && !Export.DependsOnBatch && !alone.Zip(Check([row, longer])[0], WarmUpRuns.IsNear).All(isNear => isNear))
        {
            _equalLengths = true;
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
            return logits.All(IsNumbers) ? logits : throw NoNumbers();
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

    public override void Dispose()
    {
        // Freeing a session while a thread is inside it ends the process.
        _batcher?.Dispose();
        _background?.Dispose();
        _session.Dispose();
    }

    private static bool IsNumbers(double[] scores) => Array.TrueForAll(scores, double.IsFinite);

    private static InferenceException NoNumbers() => new(InferenceError.Internal, "The model returned NaN or infinite scores.");
}
