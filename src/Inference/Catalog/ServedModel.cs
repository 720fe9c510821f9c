using TransformerService.Inference.Batching;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Tokenization;
using TransformerService.Models.Catalog;
using TransformerService.Inference.SelfChecks;
using TransformerService.Models.Exports;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Inference.Catalog;

/// <summary>A loaded variant: its tokenizer and its sessions.</summary>
internal abstract class ServedModel(ExportDescription export, TextTokenizer tokenizer) : IDisposable
{
    /// <summary>Read where neither the tokenizer nor the positions set a limit.</summary>
    private const int FallbackMaxInputTokens = 512;

    /// <summary>A limit above it is none: the warm-up reads the longest row.</summary>
    private const int MostInputTokens = 1_048_576;

    public ExportDescription Export => export;

    public TextTokenizer Tokenizer => tokenizer;

    /// <summary>Tokens read of one sequence, special tokens included.</summary>
    public int MaxInputTokens { get; } = Math.Min(tokenizer.ModelMaxLength, export.MaxPositions ?? int.MaxValue) is var limit && limit > MostInputTokens
        ? FallbackMaxInputTokens
        : limit;

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

    /// <summary>Begins to take the rows of requests, in batches.</summary>
    public abstract void Start(BatchingOptions batching, RunSlots slots, TimeProvider timeProvider, BatchObserver? observer = null);

    /// <summary>Stops what runs and frees the sessions.</summary>
    public abstract void Dispose();
}
