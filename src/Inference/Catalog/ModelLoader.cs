using TransformerService.Inference.Batching;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Hosting;
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
    public static CatalogModel Begin(ModelDefinition definition) => new(
        definition,
        [
            .. definition.Variants.Select(variant => new CatalogVariant(
                variant, variant.Export is null ? ModelState.Failed : ModelState.Loading, variant.Faults, Model: null)),
        ]);

    /// <summary>Loads a variant, warms it up and checks that it answers.</summary>
    public CatalogVariant Load(CatalogModel model, CatalogVariant variant, CancellationToken cancellationToken)
    {
        ServedModel? served = null;
        try
        {
            served = Open(model, variant.Definition);
            served.WarmUp(cancellationToken);
            served.Start(_batching, _slots, _timeProvider, Observer(model, variant.Role));
            return variant with { State = ModelState.Ready, Model = served };
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
            // The boundary of one variant's load: whatever its files provoke must not stop the others.
            return Failed([$"The self-check failed: {exception.GetType().Name}: {exception.Message.Split('\n', 2)[0].Trim()}"]);
        }

        CatalogVariant Failed(IReadOnlyList<string> faults)
        {
            served?.Dispose();
            return variant with { State = ModelState.Failed, Faults = faults };
        }
    }

    private BatchObserver? Observer(CatalogModel model, VariantRole role) => model.Task is { } task ? new BatchObserver(_meters, model.Name, role, task) : null;

    private ServedModel Open(CatalogModel model, VariantDefinition variant)
    {
        ExportDescription export = variant.Export ?? throw new ArgumentException("A faulty variant is not loaded.", nameof(variant));
        return export.Head is { } head
            ? ClassificationModel.Load(variant.Folder, export, head, _factory)
            : TranslationModel.Load(
                variant.Folder, export, export.Generation ?? throw new ArgumentException($"{model.Name} has neither a head nor generation settings."), _factory, _options);
    }
}
