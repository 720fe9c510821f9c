using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Inference.Serving;

/// <summary>A loaded variant: its tokenizer and its sessions.</summary>
internal abstract class ServedModel(ExportDescription export, TextTokenizer tokenizer) : IDisposable
{
    /// <summary>Read where neither the tokenizer nor the positions set a limit.</summary>
    public const int FallbackMaxInputTokens = 512;

    /// <summary>A limit above it is none: the warm-up reads the longest row.</summary>
    private const int MostInputTokens = 1_048_576;

    public ExportDescription Export => export;

    public TextTokenizer Tokenizer => tokenizer;

    /// <summary>Tokens read of one sequence, special tokens included.</summary>
    public int MaxInputTokens { get; } = Math.Min(tokenizer.ModelMaxLength, export.MaxPositions ?? int.MaxValue) is var limit && limit > MostInputTokens
        ? FallbackMaxInputTokens
        : limit;

    /// <summary>What its batches may take of the memory; without an end until the loader gives it a share.</summary>
    public BatchMemory Memory { get; private set; } = new(RunMemory.Of(export), MemoryBudget.Unbounded);

    /// <summary>Gives it a share of the memory there is. Before it is started.</summary>
    public void Share(MemoryBudget budget) => Memory = new BatchMemory(RunMemory.Of(export), budget);

    /// <summary>The dearest row that a call may ask for.</summary>
    public abstract RowCost Dearest { get; }

    /// <summary>How exact its integer products are here; <see langword="null"/> where it has none.</summary>
    public abstract Int8Arithmetic? Int8Arithmetic { get; }

    /// <summary>What may surprise about it, that is known only once it is loaded.</summary>
    public abstract IReadOnlyList<string> Warnings { get; }

    /// <summary>Loads the tokenizer that the export's files are.</summary>
    /// <exception cref="TokenizerLoadException">Its files are faulty.</exception>
    /// <exception cref="ModelLoadException">It gives ids that the model has no embeddings for.</exception>
    protected static TextTokenizer LoadTokenizer(string folder, ExportDescription export)
    {
        var check = new EmbeddingCheck(
            folder, export.Onnx.Model ?? export.Onnx.Encoder ?? throw new ArgumentException("An export has a file that reads tokens.", nameof(export)), export.VocabularySize);
        TextTokenizer tokenizer = TokenizerLoader.LoadAsAuto(folder, export.Tokenizer, check.Rows);
        IReadOnlyList<string> faults = check.Faults(tokenizer);
        return faults.Count == 0 ? tokenizer : throw new ModelLoadException(faults);
    }

    /// <summary>Runs a small input once, so that the first caller does not wait for lazy work, and fails if the answer cannot be right.</summary>
    public abstract void WarmUp(CancellationToken cancellationToken);

    /// <summary>Rows of callers that wait.</summary>
    public abstract int Waiting { get; }

    /// <summary>The best answer to each text of one batch, with its score, by the export's own settings.</summary>
    public abstract IReadOnlyList<(string Answer, double Score)> Answer(IReadOnlyList<(string Text, string? Pair)> texts, CancellationToken cancellationToken);

    /// <summary>How the answers to one batch of a golden sample compare with what is written down.</summary>
    public abstract IReadOnlyList<CheckedAnswer> Check(IReadOnlyList<SelfCheckSample> samples, CancellationToken cancellationToken);

    /// <summary>Told of each batch that failed: why, and whether the model no longer works.</summary>
    public Action<Exception, bool>? BatchFailed { get; set; }

    /// <summary>What its batchers do about failures.</summary>
    protected BatchFailures Failures => new(Probe, RunFailure.Describe, (failure, isBroken) => BatchFailed?.Invoke(failure, isBroken));

    /// <summary>Runs a row that is known to work: its warm-up did.</summary>
    protected abstract void Probe(CancellationToken cancellationToken);

    /// <summary>Refuses rows of which one does not fit into the memory even alone.</summary>
    /// <exception cref="InferenceException">One does not.</exception>
    protected void CheckRows<TRow>(IReadOnlyList<TRow> rows, Func<TRow, RowCost> cost)
    {
        foreach (RowCost row in rows.Select(cost))
        {
            Memory.CheckRow(row.Length, row.Width, row.DecoderTokens);
        }
    }

    /// <summary>A run of batches that gives back what large ones have freed.</summary>
    protected BatchRun<TRow, TResult> GivingBack<TRow, TResult>(BatchRun<TRow, TResult> run, Func<TRow, RowCost> cost) => (rows, finished, cancellationToken) =>
    {
        try
        {
            return run(rows, finished, cancellationToken);
        }
        finally
        {
            RowCost[] costs = [.. rows.Select(cost)];
            Memory.Ended(costs.Max(row => row.Length), costs.Sum(row => (long)row.Width), costs.Max(row => row.DecoderTokens) * costs.Length, costs.Length);
        }
    };

    /// <summary>Begins to take the rows of requests, in batches.</summary>
    public abstract void Start(BatchingOptions batching, RunSlots slots, TimeProvider timeProvider, BatchObserver? observer = null);

    /// <summary>Stops what runs and frees the sessions.</summary>
    public abstract void Dispose();
}

/// <summary>What an export answers to a text of its golden sample.</summary>
/// <param name="Answer">The translation, or the best label.</param>
/// <param name="Score">The score of the answer that is written down, or of <paramref name="Answer"/> where that cannot be scored.</param>
/// <param name="Lead">
/// How far the answer that is written down leads, in logits, as <c>SelfCheckSample.Lead</c>; negative where another one leads, negative infinity
/// where that cannot be told.
/// </param>
public readonly record struct CheckedAnswer(string Answer, double Score, double Lead);
