using System.Diagnostics;
using System.Diagnostics.Metrics;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Inference.Caching;

/// <summary>The meters of kept answers.</summary>
internal sealed class CacheMeters : IDisposable
{
    /// <summary>Tag values: kept before, computed by an equal request at the same time, computed by this one.</summary>
    public const string Hit = "hit",
        Joined = "joined",
        Miss = "miss";

    private readonly Meter _meter;
    private readonly Counter<long> _texts;

    public CacheMeters(IMeterFactory? factory)
    {
        _meter = factory?.Create(TransformerTelemetry.Name) ?? new Meter(TransformerTelemetry.Name);
        _texts = _meter.CreateCounter<long>(
            "transformer.cache.texts",
            "{text}",
            "Texts that could be answered from kept answers: hit, joined (an equal text was in work) or miss."
        );
    }

    /// <summary>Starts to measure the memory of a store.</summary>
    public void Observe(AnswerStore store) =>
        _meter.CreateObservableGauge("transformer.cache.size", () => store.Bytes, "By", "Memory of kept answers.");

    /// <summary>Counts texts of one request.</summary>
    public void Count(ModelLoan loan, string task, string outcome, int texts)
    {
        if (texts > 0)
        {
            _texts.Add(
                texts,
                new TagList([
                    new(TelemetryTags.Model, loan.Model.Name),
                    new(TelemetryTags.Variant, TelemetryTags.Of(loan.Variant.Role)),
                    new(TelemetryTags.Task, task),
                    new(TelemetryTags.Outcome, outcome),
                ])
            );
        }
    }

    public void Dispose() => _meter.Dispose();
}
