using System.Diagnostics.Metrics;
using TransformerService.Models;

namespace TransformerService.Inference.Shadow.Telemetry;

/// <summary>The meters of shadow mode. Tags are from closed sets: the models here, variant, task, outcome.</summary>
internal sealed class ShadowMeters : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "TransformerService";

    private readonly Meter _meter;
    private readonly Counter<long> _comparisons;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _storeFailures;

    public ShadowMeters(IMeterFactory? factory)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _comparisons = _meter.CreateCounter<long>(
            "transformer.shadow.comparisons", "{text}", "Texts that the teacher was asked about, by outcome: agrees, differs, failed.");
        _dropped = _meter.CreateCounter<long>("transformer.shadow.dropped", "{text}", "Samples that found the queue full, or were still in it when the server stopped.");
        _lost = _meter.CreateCounter<long>("transformer.shadow.store.lost", "{sample}", "Samples that were compared and counted, but not kept, because the store could not be written.");
        _storeFailures = _meter.CreateCounter<long>("transformer.shadow.store.failures", "{call}", "Calls of the store that failed.");
    }

    public void Compared(string model, ModelTask task, bool differs, long texts = 1) => _comparisons.Add(texts, Tags(model, task, differs ? "differs" : "agrees"));

    public void Failed(string model, ModelTask task, long texts) => _comparisons.Add(texts, Tags(model, task, "failed"));

    public void Dropped(string model, ModelTask task, long texts) => _dropped.Add(texts, Tags(model, task, "dropped"));

    public void Lost(string model, long samples) => _lost.Add(samples, new KeyValuePair<string, object?>("model", model));

    public void StoreFailed() => _storeFailures.Add(1);

    /// <summary>Has a model's queue measured from now on, and whether its teacher answers.</summary>
    public void Observe(string model, ModelTask task, Func<int> queue, Func<bool> teacherAnswers)
    {
        KeyValuePair<string, object?>[] tags = [new("model", model), new("variant", "student"), new("task", Name(task))];
        _meter.CreateObservableGauge("transformer.shadow.queue.length", () => new Measurement<int>(queue(), tags), "{text}", "Samples that wait for the teacher.");
        _meter.CreateObservableGauge(
            "transformer.shadow.teacher.ready", () => new Measurement<int>(teacherAnswers() ? 1 : 0, tags), "1", "1 if the teacher answers, as far as is known.");
    }

    /// <summary>Has the store's state measured from now on.</summary>
    public void ObserveStore(Func<bool> isAvailable) => _meter.CreateObservableGauge(
        "transformer.shadow.store.ready", () => isAvailable() ? 1 : 0, "1", "1 if the store could be used when it was used last.");

    public void Dispose() => _meter.Dispose();

    private static string Name(ModelTask task) => task == ModelTask.Translation ? "translation" : "text-classification";

    private static KeyValuePair<string, object?>[] Tags(string model, ModelTask task, string outcome) =>
        [new("model", model), new("variant", "student"), new("task", Name(task)), new("outcome", outcome)];
}
