using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.SelfChecks;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Tokenization;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Inference.Classification;

/// <summary>A loaded encoder with a head: texts in, a score for each label out.</summary>
internal sealed class ClassificationModel : ServedModel
{
    private const string TypeIds = "token_type_ids";
    private static readonly string[] Outputs = [TensorNames.Logits];
    private readonly OnnxSession _session;
    private Batcher<TokenizedText, double[]>? _batcher;
    private Batcher<TokenizedText, double[]>? _background;

    private ClassificationModel(ExportDescription export, ClassificationHead head, TextTokenizer tokenizer, OnnxSession session)
        : base(export, tokenizer)
    {
        Head = head;
        _session = session;
    }

    public ClassificationHead Head { get; }

    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX file cannot be loaded or does not fit its config.json.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static ClassificationModel Load(string folder, ExportDescription export, ClassificationHead head, OnnxSessionFactory factory)
    {
        TextTokenizer tokenizer = LoadTokenizer(folder, export);
        OnnxSession session = factory.Open(export.Onnx.Model ?? throw new ArgumentException("A classifier has one ONNX file.", nameof(export)));
        List<string> faults = [];
        session.CheckSignature(InputType, Outputs, faults);
        if (faults.Count == 0 && session.OutputDimensions(TensorNames.Logits) is [_, > 0 and var labels] && labels != head.Labels.Count)
        {
            faults.Add($"{session.FileName} gives {labels} logits, but config.json's id2label has {head.Labels.Count} labels.");
        }

        if (faults.Count == 0)
        {
            return new ClassificationModel(export, head, tokenizer, session);
        }

        session.Dispose();
        throw new ModelLoadException(faults);
    }

    public TokenizedText Encode(string text, string? pair) =>
        pair is null ? Tokenizer.Encode(text, MaxInputTokens) : Tokenizer.EncodePair(text, pair, MaxInputTokens);

    public override Int8Arithmetic? Int8Arithmetic => _session.Int8Arithmetic;

    public override int Waiting => _batcher?.Waiting ?? 0;

    public override void Start(BatchingOptions batching, RunSlots slots, TimeProvider timeProvider, BatchObserver? observer = null)
    {
        _batcher = new Batcher<TokenizedText, double[]>(Score, BatcherOptions.Of(batching), slots, timeProvider, observer, Failures);
        _background = new Batcher<TokenizedText, double[]>(Score, BatcherOptions.InBackground(batching), slots, timeProvider, observer, Failures);
    }

    /// <summary>The scores of each row's labels, <c>[rows][labels]</c>, in batches with the rows of other requests.</summary>
    /// <exception cref="InferenceException">The queue is full, or the model's scores are no numbers.</exception>
    public async Task<BatchedResults<double[]>> ScoreAsync(
        IReadOnlyList<TokenizedText> rows, RunPriority priority, CancellationToken cancellationToken)
    {
        Batcher<TokenizedText, double[]> batcher =
            (priority == RunPriority.Low ? _background : _batcher) ?? throw new InvalidOperationException("The model was not started.");
        BatchedResults<double[]> scored = await batcher.RunAsync(rows, row => new RowCost(row.Ids.Length), cancellationToken);
        return scored.Results.All(IsNumbers) ? scored : throw NoNumbers();
    }

    /// <summary>The scores of each row's labels as for a caller who waits.</summary>
    /// <exception cref="InferenceException">The queue is full, or the model's scores are no numbers.</exception>
    public Task<BatchedResults<double[]>> ScoreAsync(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken) =>
        ScoreAsync(rows, RunPriority.Normal, cancellationToken);

    /// <summary>A row's best labels with their scores, the highest first.</summary>
    /// <param name="scores">Of each label, in the order of their ids.</param>
    /// <param name="count">How many are wanted.</param>
    public LabelScore[] Rank(ReadOnlySpan<double> scores, int count) => [.. TopScores.Of(scores, count).Select(label => new LabelScore(Head.Labels[label.Index], label.Score))];

    /// <summary>All of a row's labels with their scores, the highest first.</summary>
    public LabelScore[] Rank(ReadOnlySpan<double> scores) => Rank(scores, scores.Length);

    /// <summary>The scores of each row's labels of one batch, <c>[rows][labels]</c>.</summary>
    public double[][] Score(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken) =>
        Array.ConvertAll(Logits(rows, cancellationToken), logits => ScoreFunctions.Apply(Head.Function, logits));

    /// <summary>The logits of each row's labels of one batch, <c>[rows][labels]</c>.</summary>
    public float[][] Logits(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken)
    {
        using var scope = new RunScope(cancellationToken);
        var batch = new TokenBatch([.. rows.Select(row => row.Ids)], Tokenizer.PadId, [.. rows.Select(row => row.TypeIds)]);
        using OrtValue ids = batch.Tensor(batch.Ids);
        using OrtValue mask = batch.Tensor(batch.Mask);
        using OrtValue types = batch.Tensor(batch.TypeIds ?? batch.Mask);
        OrtValue[] inputs =
        [
            .. _session.Inputs.Select(name => name switch
            {
                TensorNames.InputIds => ids,
                TypeIds => types,
                _ => mask,
            }),
        ];
        using IDisposableReadOnlyCollection<OrtValue> outputs = scope.Run(_session, _session.Inputs, inputs, Outputs);
        ReadOnlySpan<float> logits = outputs[0].GetTensorDataAsSpan<float>();
        int labels = Head.Labels.Count;
        if (logits.Length != rows.Count * labels)
        {
            throw new InferenceException(InferenceError.Internal, "The model's output does not have one logit for each label.");
        }

        float[][] found = new float[rows.Count][];
        for (int row = 0; row < found.Length; row++)
        {
            found[row] = logits.Slice(row * labels, labels).ToArray();
        }

        return found;
    }

    protected override void Probe(CancellationToken cancellationToken) => Score([Encode("Warm-up.", null)], cancellationToken);

    public override void WarmUp(CancellationToken cancellationToken)
    {
        Check(Score([Encode("Warm-up.", null), Encode("Warm-up of a longer row.", null)], cancellationToken));

        // The longest row that may come: a position table that is shorter than the files say is found now, not by a caller.
        Check(Score([Encode(string.Concat(Enumerable.Repeat("warm up. ", MaxInputTokens)), null)], cancellationToken));

        static void Check(double[][] scores)
        {
            if (!scores.All(IsNumbers))
            {
                throw NoNumbers();
            }
        }
    }

    public override IReadOnlyList<(string Answer, double Score)> Answer(IReadOnlyList<(string Text, string? Pair)> texts, CancellationToken cancellationToken) =>
        [.. Score([.. texts.Select(text => Encode(text.Text, text.Pair))], cancellationToken).Select(scores => Rank(scores, 1)[0]).Select(best => (best.Label, best.Score))];

    public override IReadOnlyList<CheckedAnswer> Check(IReadOnlyList<SelfCheckSample> samples, CancellationToken cancellationToken) =>
    [
        .. Logits([.. samples.Select(sample => Encode(sample.Text, sample.TextPair))], cancellationToken).Zip(samples, (logits, sample) =>
        {
            double[] scores = ScoreFunctions.Apply(Head.Function, logits);
            LabelScore best = Rank(scores, 1)[0];
            int label = Enumerable.Range(0, scores.Length).FirstOrDefault(label => Head.Labels[label] == sample.Answer, -1);
            return label < 0
                ? new CheckedAnswer(best.Label, best.Score, double.NegativeInfinity)
                : new CheckedAnswer(best.Label, scores[label], scores.Length == 1 ? 0 : logits[label] - (double)logits.Where((_, other) => other != label).Max());
        }),
    ];

    public override void Dispose()
    {
        // Freeing a session while a thread is inside it ends the process.
        _batcher?.Dispose();
        _background?.Dispose();
        _session.Dispose();
    }

    private static bool IsNumbers(double[] scores) => Array.TrueForAll(scores, double.IsFinite);

    private static InferenceException NoNumbers() => new(InferenceError.Internal, "The model gave scores that are no numbers.");

    private static TensorElementType? InputType(string name) =>
        name is TensorNames.InputIds or TensorNames.AttentionMask or TypeIds ? TensorElementType.Int64 : null;
}
