using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Telemetry;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Encoders;

/// <summary>A loaded encoder: rows of tokens in, numbers for each row out. What the numbers mean is the task's.</summary>
/// <typeparam name="TResult">What a row gives.</typeparam>
/// <param name="encoder">Its file and tokenizer.</param>
/// <param name="output">The output that it reads.</param>
internal abstract class EncoderModel<TResult>(LoadedEncoder encoder, string output)
    : BatchedModel<TokenizedText, TResult>(encoder.Export, encoder.Tokenizer)
{
    private readonly string[] _outputs = [output];
    private readonly List<string> _warnings = encoder.Export.LengthLimit is { } limit ? [limit] : [];

    protected OnnxSession Session => encoder.Session;

    public override IReadOnlyList<string> Warnings => _warnings;

    public override Int8Arithmetic? Int8Arithmetic => Session.Int8Arithmetic;

    public override RowCost Dearest => new(MaxInputTokens);

    public override RowCost CostOf(TokenizedText row) => new(encoder.Shape.Length ?? row.Ids.Length);

    public TokenizedText Encode(string text, string? pair) => Encode(text, pair, new TextWork(CancellationToken.None));

    internal TokenizedText Encode(string text, string? pair, TextWork work) =>
        pair is null ? Tokenizer.Encode(text, MaxInputTokens, work) : Tokenizer.EncodePair(text, pair, MaxInputTokens, work);

    /// <summary>Reads a row's numbers from the output of a run.</summary>
    /// <param name="rows">The rows of the run.</param>
    /// <param name="numbers">The output's numbers. It may have more rows than <paramref name="rows"/>.</param>
    /// <param name="shape">Its shape.</param>
    /// <exception cref="InferenceException">It does not have the shape that the task needs.</exception>
    protected abstract TResult[] Read(IReadOnlyList<TokenizedText> rows, ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape);

    /// <summary>Whether two results are the same up to rounding.</summary>
    protected abstract bool AreNear(TResult one, TResult other);

    /// <summary>Turns what the graph gave for a row into the result.</summary>
    protected virtual TResult Finish(TokenizedText row, TResult raw) => raw;

    /// <summary>Looks at what the graph gave for the texts of the warm-up.</summary>
    protected virtual void WarmedUp(IReadOnlyList<TResult> seen) { }

    protected void Warn(string warning) => _warnings.Add(warning);

    /// <summary>Tokenizes a request's texts and runs them, within what the request may take.</summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="encode">Tokenizes a row.</param>
    /// <param name="tokens">The tokens of what <paramref name="encode"/> returned.</param>
    /// <param name="answerBytes">The memory that the answer may take.</param>
    /// <param name="account">What the request may take.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="InferenceException">The request breaks a limit, or the model failed.</exception>
    protected async Task<(TRow[] Rows, BatchedResults<TResult> Found)> RunTextsAsync<TRow>(
        int count,
        Func<int, TextWork, TRow> encode,
        Func<TRow, TokenizedText> tokens,
        long answerBytes,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        account.TakeAnswer(answerBytes);
        var rows = await account.OnTextsAsync(Tokenize, cancellationToken);
        account.CheckWork(rows.Sum(row => CostOf(tokens(row)).Work));
        return (rows, await RunAsync([.. rows.Select(tokens)], account.Terms, cancellationToken));

        TRow[] Tokenize()
        {
            using var span = TransformerTelemetry.Source.StartActivity("tokenize");
            var work = new TextWork(cancellationToken);
            var encoded = new TRow[count];
            for (var row = 0; row < count; row++)
            {
                work.Look();
                account.CountRow();
                encoded[row] = encode(row, work);
            }

            return encoded;
        }
    }

    /// <summary>What the graph gives for each row of one batch.</summary>
    protected TResult[] Raw(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken) =>
        LengthGroups.Run(rows, row => CostOf(row).Length, mayPad: !EqualLengthsOnly, (group, _) => Padded(group, cancellationToken));

    private TResult[] Padded(IReadOnlyList<TokenizedText> rows, CancellationToken cancellationToken)
    {
        using var scope = new RunScope(cancellationToken);
        var most = encoder.Shape.Rows ?? EncoderRuns.Rows(Export.Shape, rows.Max(row => CostOf(row).Length));
        return rows.Count <= most ? Run(scope, rows) : [.. EncoderRuns.Split(rows, most).SelectMany(part => Run(scope, part))];
    }

    private TResult[] Run(RunScope scope, IReadOnlyList<TokenizedText> rows)
    {
        var batch = new TokenBatch([.. rows.Select(row => row.Ids)], Tokenizer.PadId, [.. rows.Select(row => row.TypeIds)], encoder.Shape);
        using var inputs = new EncoderInputs(Session, batch, Export.PaddingPosition);
        using var outputs = scope.Run(Session, Session.Inputs, inputs.Values, _outputs);
        return Read(rows, OutputNumbers.Of(outputs[0]), outputs[0].GetTensorTypeAndShape().Shape);
    }

    /// <summary>The failure of an output that has another shape than the task needs.</summary>
    protected InferenceException WrongShape(ReadOnlySpan<long> shape, string should) =>
        new(
            InferenceError.Internal,
            $"{Session.FileName} gives '{_outputs[0]}' of the shape [{string.Join(", ", shape.ToArray())}], but should give {should}; "
                + (
                    shape.Length == 3 && Export.Task is ModelTask.TextClassification or ModelTask.TextRanking
                        ? $"if it tags tokens, write \"task\": \"{ModelTasks.Of(ModelTask.TokenClassification).Name}\" into model.json, otherwise "
                        : ""
                )
                + $"export with optimum-cli export onnx --task {ModelTasks.Of(Export.Task).ExportTask}."
        );

    protected override void Probe(CancellationToken cancellationToken) => Raw([Encode("Warm-up.", null)], cancellationToken);

    public override void WarmUp(CancellationToken cancellationToken)
    {
        TokenizedText row = Encode("Warm-up.", null),
            longer = Encode("Warm-up of a longer row, as there is in most batches.", null);
        List<TResult> seen = [];
        var alone = Check([row])[0];
        WarmUpRuns.Batch(() => Check([row, row]));

        // Whatever the files declare, padding must not change an answer. It does so only in exports with one scale for a whole batch, which
        // have a warning.
        if (!EqualLengthsOnly && !Export.DependsOnBatch && !AreNear(alone, Padded([row, longer], cancellationToken)[0]))
        {
            EqualLengthsOnly = true;
            Warn(WarmUpRuns.PaddingWarning);
        }

        // Run the longest possible row, to detect now, and not in a caller's request, a position table that is shorter than the files say.
        var longest = Encode(string.Concat(Enumerable.Repeat("warm up. ", MaxInputTokens)), null);
        WarmUpRuns.Longest(
            longest.Ids.Length,
            Export,
            tokens => Check([new TokenizedText(longest.Ids[..tokens], longest.TypeIds[..tokens], tokens)])
        );
        WarmedUp(seen);

        TResult[] Check(IReadOnlyList<TokenizedText> rows)
        {
            var found = Raw(rows, cancellationToken);
            seen.AddRange(found);
            return Array.TrueForAll(found, IsFinite) ? found : throw NotFinite();
        }
    }

    protected override TResult[] RunBatch(
        IReadOnlyList<TokenizedText> rows,
        Action<int, TResult>? finished,
        CancellationToken cancellationToken
    ) => [.. Raw(rows, cancellationToken).Select((raw, row) => Finish(rows[row], raw))];

    protected override void FreeSessions() => Session.Dispose();
}
