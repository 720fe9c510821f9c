using TransformerService.Inference.Batching;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.SelfChecks;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Tokenization;
using TransformerService.Inference.Translation;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;

namespace TransformerService.Inference.Catalog;

/// <summary>Turns definitions into loaded, warmed and checked models. Whatever goes wrong with one is that one's fault list.</summary>
internal sealed class ModelLoader
{
    private readonly InferenceOptions _options;
    private readonly OnnxSessionFactory _factory;
    private readonly BatchingOptions _batching;
    private readonly RunSlots _slots;
    private readonly BatchMeters _meters;
    private readonly TimeProvider _timeProvider;

    public ModelLoader(InferenceOptions options, BatchingOptions batching, RunSlots slots, BatchMeters meters, TimeProvider timeProvider)
    {
        (_options, _batching, _slots, _meters, _timeProvider) = (options, batching, slots, meters, timeProvider);
        (ExecutionProvider provider, ProviderReason) = ExecutionProviderProbe.Choose(options.ExecutionProvider);
        _factory = new OnnxSessionFactory(provider, options.IntraOpThreads);
    }

    public ExecutionProvider Provider => _factory.Provider;

    public string ProviderReason { get; }

    /// <summary>A model as it stands before anything is loaded.</summary>
    public static CatalogModel Begin(ModelDefinition definition, string fingerprint) => new(
        definition, [.. definition.Variants.Select(variant => new CatalogVariant(variant, CatalogVersion.Of(variant.Current)))])
    {
        Fingerprint = fingerprint,
    };

    /// <summary>Loads a version, warms it up and checks that it answers as it should.</summary>
    /// <param name="model">Whose version it is.</param>
    /// <param name="role">Of which variant.</param>
    /// <param name="task">What the model does.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public CatalogVersion Load(string model, VariantRole role, ModelTask? task, VersionDefinition version, CancellationToken cancellationToken)
    {
        if (version.Export is not { } export)
        {
            return CatalogVersion.Of(version);
        }

        ServedModel? served = null;
        SelfCheckInfo? check = null;
        try
        {
            served = Open(version.Folder, export);
            served.WarmUp(cancellationToken);
            (check, IReadOnlyList<string> faults) = SelfCheck.Run(served, version.Folder, cancellationToken);
            if (faults.Count == 0 && ContentHash.OfFolder(version.Folder) != export.ContentHash)
            {
                faults = ["Its files changed while they were read; load it again once they are complete."];
            }

            if (faults.Count > 0)
            {
                return Failed(faults);
            }

            served.Start(_batching, _slots, _timeProvider, task is { } known ? new BatchObserver(_meters, model, role, known) : null);
            return new CatalogVersion(version, VersionState.Ready, [], new LoadedModel(served), check);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            served?.Dispose();
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
            // The boundary of one version's load: whatever its files provoke must not stop the others.
            return Failed([$"The self-check failed: {exception.GetType().Name}: {exception.Message.Split('\n', 2)[0].Trim()}"]);
        }

        CatalogVersion Failed(IReadOnlyList<string> faults)
        {
            served?.Dispose();
            return new CatalogVersion(version, VersionState.Failed, faults, null, check);
        }
    }

    private ServedModel Open(string folder, ExportDescription export) => export.Head is { } head
        ? ClassificationModel.Load(folder, export, head, _factory)
        : TranslationModel.Load(
            folder, export, export.Generation ?? throw new ArgumentException("An export has a head or generation settings.", nameof(export)), _factory, _options);
}
