using System.Diagnostics.Metrics;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Catalog;

namespace TransformerService.Inference.Catalog;

/// <summary>The gauges of what is served: which models answer, and how full their queues are.</summary>
internal sealed class CatalogMeters : IDisposable
{
    private readonly Meter _meter;

    public CatalogMeters(IMeterFactory? factory) =>
        _meter = factory?.Create(TransformerTelemetry.Name) ?? new Meter(TransformerTelemetry.Name);

    /// <summary>Starts to measure the catalog.</summary>
    /// <param name="catalog">The models.</param>
    /// <param name="queueCapacity">Rows that may wait for one variant.</param>
    public void Observe(ModelCatalog catalog, int queueCapacity)
    {
        _meter.CreateObservableGauge(
            "transformer.models.loaded",
            () => catalog.Models.SelectMany(Loaded),
            "{model}",
            "1 for each variant that answers, 0 for each that does not."
        );
        _meter.CreateObservableGauge(
            "transformer.queue.length",
            () => OfLoaded(catalog, variant => variant.Loaded.Sum(loaded => loaded.Model.Waiting)),
            "{row}",
            "Rows of callers that wait for a variant."
        );
        _meter.CreateObservableGauge(
            "transformer.queue.capacity",
            () => OfLoaded(catalog, _ => queueCapacity),
            "{row}",
            "Rows that may wait for a variant (Batching:MaxQueuedRows)."
        );
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>A model whose folder could not be read has no variants, but must be reported too.</summary>
    private static IEnumerable<Measurement<int>> Loaded(CatalogModel model) =>
        model.Variants.Count == 0
            ? [new Measurement<int>(0, Tags(model, null))]
            : model.Variants.Select(variant => new Measurement<int>(variant.State == ModelState.Ready ? 1 : 0, Tags(model, variant)));

    private static IEnumerable<Measurement<int>> OfLoaded(ModelCatalog catalog, Func<CatalogVariant, int> value) =>
        from model in catalog.Models
        from variant in model.Variants
        where variant.Model is not null
        select new Measurement<int>(value(variant), Tags(model, variant));

    private static KeyValuePair<string, object?>[] Tags(CatalogModel model, CatalogVariant? variant) =>
        [
            new(TelemetryTags.Model, model.Name),
            new(TelemetryTags.Variant, variant is null ? TelemetryTags.Unknown : TelemetryTags.Of(variant.Role)),
            new(TelemetryTags.Task, model.Task is { } task ? TelemetryTags.Of(task) : TelemetryTags.Unknown),
        ];
}
