using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports;
using TransformerService.Models.Quality;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Inference.Serving;

/// <summary>A loaded variant: its tokenizer and its sessions.</summary>
internal abstract class ServedModel(ExportDescription export, TextTokenizer tokenizer) : IDisposable
{
    /// <summary>The limit of input tokens if neither the tokenizer nor the positions set one.</summary>
    public const int FallbackMaxInputTokens = 512;

    /// <summary>Limits above this are treated as "no limit": the warm-up encodes a row of the full limit.</summary>
    private const int MostInputTokens = 1_048_576;

    public ExportDescription Export => export;

    public TextTokenizer Tokenizer => tokenizer;

    /// <summary>Tokens read of one sequence, special tokens included.</summary>
    public int MaxInputTokens { get; } =
        // As in sentence-transformers, max_seq_length takes precedence over the tokenizer's limit; the positions are bounded by it.
        Math.Min(export.Embedding?.MaxLength ?? tokenizer.ModelMaxLength, export.MaxPositions ?? int.MaxValue)
            is var limit
        && limit > MostInputTokens
            ? FallbackMaxInputTokens
            : limit;

    /// <summary>The memory that its batches may take; unlimited until the loader sets its share.</summary>
    public BatchMemory Memory { get; private set; } = new(RunMemory.Of(export), MemoryBudget.Unbounded);

    /// <summary>Sets its share of the memory. Must be called before it is started.</summary>
    public void Share(MemoryBudget budget) => Memory = new BatchMemory(RunMemory.Of(export), budget);

    /// <summary>The most expensive row that a call may request.</summary>
    public abstract RowCost Dearest { get; }

    /// <summary>How exact its integer products are here; <see langword="null"/> if it has none.</summary>
    public abstract Int8Arithmetic? Int8Arithmetic { get; }

    /// <summary>Warnings that are known only after it is loaded.</summary>
    public abstract IReadOnlyList<string> Warnings { get; }

    /// <summary>Loads the tokenizer from the export's files.</summary>
    /// <exception cref="TokenizerLoadException">Its files are faulty.</exception>
    /// <exception cref="ModelLoadException">It produces ids that the model has no embeddings for.</exception>
    public static TextTokenizer LoadTokenizer(string folder, ExportDescription export) =>
        LoadTokenizer(folder, export, rows => TokenizerLoader.LoadAsAuto(folder, export.Tokenizer, rows));

    /// <summary>Loads the tokenizer by <paramref name="load"/>, which is given the number of tokens that the model has embeddings for.</summary>
    /// <exception cref="TokenizerLoadException">Its files are faulty.</exception>
    /// <exception cref="ModelLoadException">It produces ids that the model has no embeddings for.</exception>
    public static TextTokenizer LoadTokenizer(string folder, ExportDescription export, Func<int, TextTokenizer> load)
    {
        var check = new EmbeddingCheck(
            folder,
            export.Onnx.Model
                ?? export.Onnx.Encoder
                ?? throw new ArgumentException("An export has a file that reads tokens.", nameof(export)),
            export.VocabularySize
        );
        var tokenizer = load(check.Rows);
        var faults = check.Faults(tokenizer);
        return faults.Count == 0 ? tokenizer : throw new ModelLoadException(faults);
    }

    /// <summary>
    /// Runs a small input once, so that the first caller does not wait for lazy initialization, and throws if the answer cannot be right.
    /// </summary>
    public abstract void WarmUp(CancellationToken cancellationToken);

    /// <summary>Returns the words that a translation model copies, so that they may stand for protected spans.</summary>
    /// <param name="language">The language of its texts.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public virtual IReadOnlyList<string> LearnStandIns(string? language, CancellationToken cancellationToken) => [];

    /// <summary>The words that were set.</summary>
    public virtual IReadOnlyList<string> StandIns => [];

    /// <summary>How the quality of its answers is told; <see langword="null"/> if it is not.</summary>
    public QualityCalibration? Quality { get; init; }

    /// <summary>Sets the words of <see cref="LearnStandIns"/>. Must be called before it is started.</summary>
    public virtual void UseStandIns(IReadOnlyList<string> words) { }

    /// <summary>The number of waiting callers' rows.</summary>
    public abstract int Waiting { get; }

    /// <summary>Returns the best answer to each text of one batch, with its score, using the export's own settings.</summary>
    public abstract IReadOnlyList<(string Answer, double Score)> Answer(
        IReadOnlyList<(string Text, string? Pair)> texts,
        CancellationToken cancellationToken
    );

    /// <summary>Compares the answers to one batch of a golden sample with the recorded ones.</summary>
    public abstract IReadOnlyList<CheckedAnswer> Check(IReadOnlyList<SelfCheckSample> samples, CancellationToken cancellationToken);

    /// <summary>Called for each failed batch, with the reason and whether the model no longer works.</summary>
    public Action<Exception, bool>? BatchFailed { get; set; }

    /// <summary>Starts to accept the rows of requests, in batches.</summary>
    public abstract void Start(BatchingOptions batching, RunSlots slots, TimeProvider timeProvider, BatchObserver? observer = null);

    /// <summary>Stops all runs and frees the sessions.</summary>
    public abstract void Dispose();
}

/// <summary>An export's answer to a text of its golden sample.</summary>
/// <param name="Answer">The translation, or the best label.</param>
/// <param name="Score">The score of the recorded answer, or of <paramref name="Answer"/> if the recorded one cannot be scored.</param>
/// <param name="Lead">
/// By how many logits the recorded answer leads, as in <c>SelfCheckSample.Lead</c>; negative if another one leads, negative infinity
/// if the lead is unknown.
/// </param>
public readonly record struct CheckedAnswer(string Answer, double Score, double Lead);
