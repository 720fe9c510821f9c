using System.Diagnostics.Metrics;
using System.Text.Json;
using TransformerService.Inference.Telemetry;
using TransformerService.Models;
using TransformerService.Models.Requests;

namespace TransformerService.Shadow.Telemetry;

/// <summary>The meters of cascades. Tags are from closed sets.</summary>
internal sealed class CascadeMeters : IDisposable
{
    /// <summary>The outcome of a text that the teacher answered.</summary>
    public const string Escalated = "escalated";

    /// <summary>The outcome of a text whose risk is not over the threshold.</summary>
    public const string Kept = "kept";

    private readonly Meter _meter;
    private readonly Counter<long> _texts;

    public CascadeMeters(IMeterFactory? factory)
    {
        _meter = factory?.Create(TransformerTelemetry.Name) ?? new Meter(TransformerTelemetry.Name);
        _texts = _meter.CreateCounter<long>(
            "transformer.cascade.texts",
            "{text}",
            "Texts of models with a cascade, by outcome: escalated, kept (the risk is not over the threshold), or why a text was not escalated."
        );
    }

    /// <summary>Starts counting a model's texts: outcomes that never happened show as 0.</summary>
    public void Begin(string model, ModelTask task)
    {
        foreach (var outcome in (string[])[Escalated, Kept, .. Enum.GetValues<EscalationRefusal>().Select(NameOf)])
        {
            Count(model, task, outcome, 0);
        }
    }

    public void Count(string model, ModelTask task, string outcome, int texts = 1) =>
        _texts.Add(
            texts,
            new(TelemetryTags.Model, model),
            new(TelemetryTags.Variant, TelemetryTags.Of(VariantRole.Student)),
            new(TelemetryTags.Task, TelemetryTags.Of(task)),
            new(TelemetryTags.Outcome, outcome)
        );

    public void Dispose() => _meter.Dispose();

    /// <summary>The outcome of a text that was not escalated.</summary>
    public static string NameOf(EscalationRefusal refusal) => JsonNamingPolicy.CamelCase.ConvertName(refusal.ToString());
}
