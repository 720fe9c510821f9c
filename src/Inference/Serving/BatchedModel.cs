using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Serving;

/// <summary>
/// A loaded variant that runs rows in batches: those of callers together, and those of low priority in small batches of their own.
/// </summary>
/// <typeparam name="TRow">A sequence to run.</typeparam>
/// <typeparam name="TResult">What it gives.</typeparam>
internal abstract class BatchedModel<TRow, TResult>(ExportDescription export, TextTokenizer tokenizer) : ServedModel(export, tokenizer)
{
    private Batcher<TRow, TResult>? _batcher;
    private Batcher<TRow, TResult>? _background;
    private BatchObserver? _observer;

    /// <summary>Whether a batch holds only rows of one length, because padding would change answers.</summary>
    protected bool EqualLengthsOnly { get; set; } = export.EqualLengths;

    public override int Waiting => _batcher?.Waiting ?? 0;

    /// <summary>Returns the cost of a row.</summary>
    public abstract RowCost CostOf(TRow row);

    public override void Start(BatchingOptions batching, RunSlots slots, TimeProvider timeProvider, BatchObserver? observer = null)
    {
        _observer = observer;
        _batcher = NewBatcher(BatcherOptions.Of(batching));
        _background = NewBatcher(BatcherOptions.InBackground(batching));

        Batcher<TRow, TResult> NewBatcher(BatcherOptions options) =>
            new(
                RunAndGiveBack,
                options with
                {
                    Limits = Limits(options.Limits),
                },
                slots,
                timeProvider,
                observer,
                new BatchFailures(Probe, RunFailure.Describe, (failure, isBroken) => BatchFailed?.Invoke(failure, isBroken)),
                Spent
            );
    }

    /// <summary>Runs rows, in batches with the rows of other requests.</summary>
    /// <exception cref="InferenceException">
    /// A row does not fit into the memory, the queue is full, or the model returned NaN or infinite scores.
    /// </exception>
    public async Task<BatchedResults<TResult>> RunAsync(IReadOnlyList<TRow> rows, RequestTerms terms, CancellationToken cancellationToken)
    {
        var batcher =
            (terms.Priority == RunPriority.Low ? _background : _batcher)
            ?? throw new InvalidOperationException("The model was not started.");
        foreach (var row in rows.Select(CostOf))
        {
            Memory.CheckRow(row.Length, row.Width, row.DecoderTokens, row.Positions);
        }

        var found = await batcher.RunAsync(rows, CostOf, terms, cancellationToken);
        if (!found.Results.All(IsFinite))
        {
            cancellationToken.ThrowIfCancellationRequested(); // a row that was abandoned has no result
            throw NotFinite();
        }

        return found;
    }

    /// <summary>Whether a row fits into the memory of one run.</summary>
    public bool Fits(TRow row) => CostOf(row) is var cost && Memory.Fits(cost.Length, cost.Width, cost.DecoderTokens, 1, cost.Positions);

    /// <summary>Stops all runs and frees the sessions.</summary>
    public sealed override void Dispose()
    {
        // Freeing a session while a thread is inside it ends the process.
        _batcher?.Dispose();
        _background?.Dispose();
        FreeSessions();
    }

    /// <summary>The failure of a model whose scores are not finite.</summary>
    public static InferenceException NotFinite() => new(InferenceError.Internal, "The model returned NaN or infinite scores.");

    /// <summary>Returns how large a batch may be.</summary>
    /// <param name="configured">What the configuration allows.</param>
    protected virtual BatchLimits Limits(BatchLimits configured) => configured with { EqualLengths = EqualLengthsOnly, Memory = Memory };

    /// <summary>Runs one batch; rows do not influence one another.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="finished">Called with the index and the result of each row that ends before the batch does.</param>
    /// <param name="cancellationToken">Stops it.</param>
    protected abstract TResult[] RunBatch(IReadOnlyList<TRow> rows, Action<int, TResult>? finished, CancellationToken cancellationToken);

    /// <summary>Runs a row that is known to work: its warm-up did.</summary>
    protected abstract void Probe(CancellationToken cancellationToken);

    /// <summary>Returns the work that a row took; <see langword="null"/> if it took what <see cref="CostOf"/> expected.</summary>
    protected virtual Func<TRow, TResult, long>? Spent => null;

    /// <summary>Whether all scores of a result are finite.</summary>
    protected abstract bool IsFinite(TResult result);

    protected abstract void FreeSessions();

    /// <summary>Runs a batch, and returns the memory that a large one took to the system.</summary>
    private TResult[] RunAndGiveBack(IReadOnlyList<TRow> rows, Action<int, TResult>? finished, CancellationToken cancellationToken)
    {
        try
        {
            return RunBatch(rows, finished, cancellationToken);
        }
        finally
        {
            RowCost[] costs = [.. rows.Select(CostOf)];
            Memory.Ended(
                costs.Max(row => row.Length),
                costs.Sum(row => (long)row.Width),
                costs.Max(row => row.DecoderTokens) * costs.Length,
                costs.Length,
                costs.Max(row => row.Positions)
            );
            int[] lengths = [.. costs.Select(row => row.Length)];
            _observer?.Encoded(lengths.Sum(), LengthGroups.Positions(lengths, mayPad: !EqualLengthsOnly));
        }
    }
}
