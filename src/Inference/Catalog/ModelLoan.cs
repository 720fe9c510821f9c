using TransformerService.Inference.Serving;

namespace TransformerService.Inference.Catalog;

/// <summary>A loaded variant in use: it is not freed before the loan ends, whatever takes over meanwhile.</summary>
internal sealed class ModelLoan : IDisposable
{
    private readonly LoadedModel _loaded;

    private ModelLoan(CatalogModel model, CatalogVariant variant, LoadedModel loaded) => (Model, Variant, _loaded) = (model, variant, loaded);

    public CatalogModel Model { get; }

    /// <summary>The variant, of the version that answers.</summary>
    public CatalogVariant Variant { get; }

    public ServedModel Served => _loaded.Model;

    /// <summary>A loan of a variant; <see langword="null"/> if it is not loaded, or being freed: then a newer snapshot has another.</summary>
    public static ModelLoan? Of(CatalogModel model, CatalogVariant variant) =>
        variant.Serving.Loaded is { } loaded && loaded.TryEnter() ? new ModelLoan(model, variant, loaded) : null;

    public void Dispose() => _loaded.Leave();
}
