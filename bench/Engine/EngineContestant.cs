using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;

namespace TransformerService.Engine;

/// <summary>The server's own engine in this process: token ids in, generated ids out, with or without the batcher.</summary>
internal sealed class EngineContestant : IContestant
{
    /// <summary>Batches that wait while others run, so that the next one is ready when a slot is free.</summary>
    private const int Waiting = 2;
    private readonly RunSlots _slots;
    private readonly TranslationModel _model;
    private readonly GenerationSettings _settings;
    private readonly EngineUse _use;
    private readonly string? _name;

    /// <param name="folder">A variant's folder.</param>
    /// <param name="workers">Batches that run at once, on one thread each.</param>
    /// <param name="rows">Rows of a batch, or callers of one row.</param>
    /// <param name="use">How it is called.</param>
    /// <param name="name">Its name in tables; by default how it is called.</param>
    public EngineContestant(string folder, int workers, int rows, EngineUse use, string? name = null)
    {
        _name = name;
        var variant = ModelRepository.ReadModel(Path.GetDirectoryName(folder)!).Variants[0]; // a variant's folder is in a model's
        var export = variant.Export ?? throw new InvalidOperationException(string.Join(" ", variant.Faults));
        _slots = new RunSlots(workers);
        _use = use;
        Callers = use switch
        {
            EngineUse.Direct => workers,
            EngineUse.Batches => workers + Waiting,
            _ => rows,
        };
        var options = new InferenceOptions();
        _model = TranslationLoader.Load(folder, export, export.Generation!, new OnnxSessionFactory(ExecutionProvider.Cpu, 1), options); // a translation export has one
        _settings = _model.Generation with
        {
            NumBeams = 1,
            MaxLength = BenchmarkShape.TargetTokens + 1,
            MinNewTokens = BenchmarkShape.TargetTokens,
        };
        _model.Start(
            use == EngineUse.Callers ? new BatchingOptions() : new BatchingOptions { MaxBatchRows = rows },
            _slots,
            TimeProvider.System
        );
    }

    public string Name =>
        _name
        ?? _use switch
        {
            EngineUse.Direct => "engine",
            EngineUse.Batches => "engine, batcher",
            _ => "engine, callers",
        };

    public int Callers { get; }

    public int? RowsPerCall => _use == EngineUse.Callers ? 1 : null;

    public async Task<int> GenerateAsync(IReadOnlyList<int[]> rows)
    {
        TranslationRow[] asked = [.. rows.Select(row => new TranslationRow(row, _settings) { UsesShortlist = true })];
        var found =
            _use != EngineUse.Direct
                ? (await _model.RunAsync(asked, RequestTerms.Own, CancellationToken.None)).Results
                : _model.Generate(asked, CancellationToken.None);
        return found.Sum(sequences => sequences[0].Tokens.Length);
    }

    public void Dispose()
    {
        _model.Dispose();
        _slots.Dispose();
    }
}
