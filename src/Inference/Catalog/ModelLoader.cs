using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;
using TransformerService.Inference.SelfChecks;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Variants;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Catalog;

/// <summary>Turns definitions into loaded, warmed and checked models. Every error of one model goes into its own list of faults.</summary>
internal sealed class ModelLoader : IDisposable
{
    private readonly InferenceOptions _options;
    private readonly OnnxSessionFactory _factory;
    private readonly ModelTrial _trial;
    private readonly LoadRecord _record;
    private readonly BatchingOptions _batching;
    private readonly RunSlots _slots;
    private readonly BatchMeters _meters;
    private readonly TimeProvider _timeProvider;
    private readonly MemoryBudget _memory;
    private readonly ILogger _logger;

    /// <summary>
    /// Opens all versions on one thread, one after another. glibc binds each thread permanently to one of a few heaps: opened on different
    /// threads, versions would grow each heap to the size of a version, and later runs would use the holes and keep them
    /// (docs/decisions/0005-memory.md).
    /// </summary>
    private readonly DedicatedScheduler _thread = new("model loading");

    public ModelLoader(
        InferenceOptions options,
        ModelsOptions models,
        BatchingOptions batching,
        RunSlots slots,
        BatchMeters meters,
        TimeProvider timeProvider,
        MemoryBudget? memory = null,
        ILogger<ModelLoader>? logger = null,
        string? recordPath = null
    )
    {
        _memory = memory ?? MemoryBudget.Unbounded;
        _logger = logger ?? NullLogger<ModelLoader>.Instance;
        (_options, _batching, _slots, _meters, _timeProvider) = (options, batching, slots, meters, timeProvider);
        (var provider, ProviderReason) = ExecutionProviderProbe.Choose(options.ExecutionProvider);
        _factory = new OnnxSessionFactory(provider, options.IntraOpThreads, exactInt8: options.ExactInt8);
        _trial = new ModelTrial(options, models, provider, _memory, timeProvider);
        _record = LoadRecord.Open(recordPath, options, provider, logger);
    }

    public ExecutionProvider Provider => _factory.Provider;

    public string ProviderReason { get; }

    /// <summary>The execution environment of the models.</summary>
    public MachineInfo Machine =>
        new(
            Processor.Description,
            !Processor.SaturatesInt8 ? Int8Arithmetic.Exact
                : _options.ExactInt8 ? Int8Arithmetic.ExactMode
                : Int8Arithmetic.Saturating
        );

    /// <summary>Called for each failed batch of a loaded model, with the reason and whether the model no longer works.</summary>
    public Action<ServedModel, Exception, bool>? BatchFailed { get; set; }

    public TimeProvider TimeProvider => _timeProvider;

    /// <summary>Creates a model's state before anything is loaded.</summary>
    public static CatalogModel Begin(ModelDefinition definition, string fingerprint) =>
        new(definition, [.. definition.Variants.Select(variant => new CatalogVariant(variant, CatalogVersion.Of(variant.Current)))])
        {
            Fingerprint = fingerprint,
        };

    /// <summary>Loads a version, warms it up and checks that it answers as it should.</summary>
    /// <param name="model">The model.</param>
    /// <param name="role">The variant.</param>
    /// <param name="task">What the model does.</param>
    /// <param name="version">The version.</param>
    /// <param name="language">The language of its texts, if model.json declares one.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    public Task<CatalogVersion> LoadAsync(
        string model,
        VariantRole role,
        ModelTask? task,
        VersionDefinition version,
        string? language,
        CancellationToken cancellationToken
    ) =>
        Task.Factory.StartNew(
            () => Load(model, role, task, version, language, cancellationToken),
            cancellationToken,
            TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously,
            _thread
        );

    public void Dispose() => _thread.Dispose();

    private CatalogVersion Load(
        string model,
        VariantRole role,
        ModelTask? task,
        VersionDefinition version,
        string? language,
        CancellationToken cancellationToken
    )
    {
        if (version.Export is not { } export)
        {
            return CatalogVersion.Of(version);
        }

        ServedModel? served = null;
        SelfCheckInfo? check = null;
        ModelMemory? memory = null;
        try
        {
            export = LongestRow.Fit(version.Folder, export, _memory, _trial.RunBytes(export));
            memory = _memory.Claim(ModelMemory.Estimate(export), WorstBatch.LeastRun(export, _options.MaxNewTokens));
            var earlier = _record.Take(export.ContentHash);
            var trialBytes = _trial.Run(version.Folder, export, earlier?.TrialBytes ?? 0, cancellationToken);
            served = LoadedVariant.Load(version.Folder, export, _factory, _options);
            _trial.WarmUp(served, cancellationToken);
            (check, var faults) =
                earlier is not null && earlier.SelfCheckHash == version.SelfCheckHash
                    ? (earlier.Check, [])
                    : SelfCheck.Run(served, version.Folder, cancellationToken);
            if (
                faults.Count == 0
                && (
                    ContentHash.OfFolder(version.Folder, export.Choice) != export.ContentHash
                    || SelfCheckJson.HashOf(version.Folder) != version.SelfCheckHash
                )
            )
            {
                faults = ["Its files changed while they were read; load it again once they are complete."];
            }

            if (faults.Count > 0)
            {
                return Failed(faults);
            }

            if (_trial.LearnStandIns(served, language, earlier, cancellationToken))
            {
                _record.Add(export.ContentHash, new PassedLoad(trialBytes, version.SelfCheckHash, check, language, served.StandIns));
            }

            _trial.Passed(export);
            var loaded = served;
            served.BatchFailed = (failure, isBroken) => BatchFailed?.Invoke(loaded, failure, isBroken);
            served.Share(_memory);
            served.Start(_batching, _slots, _timeProvider, task is { } known ? new BatchObserver(_meters, model, role, known) : null);
            LogMemory(served, model, role, version.ShortHash, memory);
            return new CatalogVersion(version, VersionState.Ready, [], new LoadedModel(served, _timeProvider, memory), check);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            served?.Dispose();
            memory?.Dispose();
            throw;
        }
        catch (ModelLoadException exception)
        {
            return Failed(exception.Faults);
        }
        catch (TokenizerLoadException exception)
        {
            return Failed([exception.Message]);
        }
        catch (InferenceException exception)
        {
            return Failed([$"The self-check failed: {exception.Message}"]);
        }
        catch (Exception exception)
        {
            // The error boundary of one version's load: its errors must not stop the others.
            var advice =
                exception is OnnxRuntimeException
                    ? " If the export fixes the batch or the length, export with dynamic axes, as optimum-cli export onnx does."
                    : "";
            return Failed([$"The self-check failed: {exception.GetType().Name}: {OrtText.OneLine(exception)}{advice}"]);
        }

        CatalogVersion Failed(IReadOnlyList<string> faults)
        {
            served?.Dispose();
            memory?.Dispose();
            return new CatalogVersion(version, VersionState.Failed, faults, null, check);
        }
    }

    private void LogMemory(ServedModel served, string model, VariantRole role, string? version, ModelMemory memory)
    {
        if (!served.Memory.IsBounded)
        {
            return;
        }

        var dearest = served.Dearest;
        var worst = WorstBatch.Of(BatchLimits.Of(_batching), dearest, served.Memory);
        Memory.Log.Variant(
            _logger,
            model,
            role,
            version,
            worst.Bytes >> 20,
            worst.Rows,
            dearest.Length,
            dearest.Width,
            _memory.Runs,
            memory.Weights >> 20
        );
        if (worst.Rows == 0)
        {
            var row = served.Memory.Bytes(dearest.Length, dearest.Width, dearest.DecoderTokens, 1);
            Memory.Log.TooLittle(
                _logger,
                model,
                role,
                version,
                _memory.RunBytes >> 20,
                _memory.Runs,
                dearest.Length,
                dearest.Width,
                row >> 20
            );
        }
    }
}
