using System.Diagnostics.Metrics;
using System.Text.Json;
using TransformerService.Inference.Telemetry;
using TransformerService.Models;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Telemetry;

/// <summary>The meters of shadow mode. Tags are from closed sets: the models here, variant, task, outcome.</summary>
internal sealed class ShadowMeters : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _comparisons;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _storeFailures;
    private volatile IReadOnlyList<ShadowFinding> _findings = [];

    public ShadowMeters(IMeterFactory? factory)
    {
        _meter = factory?.Create(TransformerTelemetry.Name) ?? new Meter(TransformerTelemetry.Name);
        _comparisons = _meter.CreateCounter<long>(
            "transformer.shadow.comparisons",
            "{text}",
            "Texts that the teacher was asked about, by outcome: agrees, differs, failed."
        );
        _dropped = _meter.CreateCounter<long>(
            "transformer.shadow.dropped",
            "{text}",
            "Samples that found the queue full, or were still in it when the server stopped."
        );
        _repeated = _meter.CreateCounter<long>(
            "transformer.shadow.repeated",
            "{text}",
            "Samples of texts that were compared before; the teacher was not asked again."
        );
        _lost = _meter.CreateCounter<long>(
            "transformer.shadow.store.lost",
            "{sample}",
            "Samples that were compared and counted, but not kept, because the store could not be written."
        );
        _storeFailures = _meter.CreateCounter<long>("transformer.shadow.store.failures", "{call}", "Calls of the store that failed.");
        _meter.CreateObservableGauge(
            "transformer.shadow.verdict",
            () => _findings.SelectMany(Verdicts),
            "{verdict}",
            "1 for the verdict that holds now, 0 for the others."
        );
        _meter.CreateObservableGauge(
            "transformer.shadow.difference",
            () => _findings.Select(found => Measured(found, found.Difference)),
            "{share}",
            "How often the student differs from its teacher, less the teacher's noise, 0 to 1."
        );
        _meter.CreateObservableGauge(
            "transformer.shadow.margin",
            () => _findings.Select(found => Measured(found, found.Margin)),
            "{share}",
            "How often the student may differ, 0 to 1."
        );
    }

    public void Compared(string model, ModelTask task, bool differs, long texts = 1) =>
        _comparisons.Add(texts, Tags(model, task, differs ? "differs" : "agrees"));

    public void Failed(string model, ModelTask task, long texts) => _comparisons.Add(texts, Tags(model, task, "failed"));

    public void Dropped(string model, ModelTask task, long texts) => _dropped.Add(texts, Tags(model, task, "dropped"));

    public void Repeated(string model, ModelTask task, long texts) => _repeated.Add(texts, Tags(model, task, "repeated"));

    public void Lost(string model, long samples) => _lost.Add(samples, new KeyValuePair<string, object?>(TelemetryTags.Model, model));

    public void StoreFailed() => _storeFailures.Add(1);

    /// <summary>Sets the findings that gauges show from now on.</summary>
    public void Found(IReadOnlyList<ShadowFinding> findings) => _findings = findings;

    /// <summary>Starts measuring a model's queue, and whether its teacher answers; <see langword="null"/> while that is unknown.</summary>
    public void Observe(string model, ModelTask task, Func<int> queue, Func<bool?> teacherAnswers)
    {
        // Outcomes that never happened show as 0, so that a rate includes the first one.
        Array.ForEach(["agrees", "differs", "failed"], outcome => _comparisons.Add(0, Tags(model, task, outcome)));
        Dropped(model, task, 0);
        Repeated(model, task, 0);
        Lost(model, 0);
        _storeFailures.Add(0);

        var tags = Of(model, task);
        _meter.CreateObservableGauge(
            "transformer.shadow.queue.length",
            () => new Measurement<int>(queue(), tags),
            "{text}",
            "Samples that wait for the teacher."
        );
        _meter.CreateObservableGauge(
            "transformer.shadow.teacher.ready",
            () => teacherAnswers() is { } answers ? (Measurement<int>[])[new(answers ? 1 : 0, tags)] : [],
            "{teacher}",
            "1 if the teacher answers, 0 if not; nothing while it loads or was not asked yet."
        );
    }

    /// <summary>Starts measuring the store's state.</summary>
    public void ObserveStore(Func<bool> isAvailable) =>
        _meter.CreateObservableGauge(
            "transformer.shadow.store.ready",
            () => isAvailable() ? 1 : 0,
            "{store}",
            "1 if the last use of the store succeeded."
        );

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> Verdicts(ShadowFinding found) =>
        Enum.GetValues<ShadowVerdict>()
            .Select(verdict => new Measurement<int>(
                verdict == found.Verdict ? 1 : 0,
                Tags(found.Model, found.Task, JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString()))
            ));

    private static Measurement<double> Measured(ShadowFinding found, double value) => new(value, Of(found.Model, found.Task));

    private static KeyValuePair<string, object?>[] Of(string model, ModelTask task) =>
        [
            new(TelemetryTags.Model, model),
            new(TelemetryTags.Variant, TelemetryTags.Of(VariantRole.Student)),
            new(TelemetryTags.Task, TelemetryTags.Of(task)),
        ];

    private static KeyValuePair<string, object?>[] Tags(string model, ModelTask task, string outcome) =>
        [.. Of(model, task), new(TelemetryTags.Outcome, outcome)];
}

/// <summary>A model's report, as far as gauges show it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Task">Its task.</param>
/// <param name="Verdict">Whether the student holds.</param>
/// <param name="Difference">How often it differs from its teacher, less the teacher's noise, 0 to 1.</param>
/// <param name="Margin">How often it may differ.</param>
internal sealed record ShadowFinding(string Model, ModelTask Task, ShadowVerdict Verdict, double Difference, double Margin);
