using System.Diagnostics;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Telemetry;

/// <summary>Records one request's span and measurements, from its arrival in the pipeline to its end.</summary>
internal sealed class RequestObservation : IDisposable
{
    private readonly RequestMeters _meters;
    private readonly TimeProvider _timeProvider;
    private readonly long _started;
    private readonly Activity? _span;
    private readonly ModelTask _task;
    private string _model = TelemetryTags.Unknown;
    private string _variant = TelemetryTags.Unknown;
    private string _outcome = TelemetryTags.Of(InferenceError.Internal);

    public RequestObservation(RequestMeters meters, ModelTask task, int texts, TimeProvider timeProvider)
    {
        (_meters, _task, _timeProvider, _started) = (meters, task, timeProvider, timeProvider.GetTimestamp());
        _span = TransformerTelemetry.Source.StartActivity(Tasks.Of(task).Span);
        _span?.SetTag("transformer.texts", texts);
    }

    private TagList Served =>
        new([new(TelemetryTags.Model, _model), new(TelemetryTags.Variant, _variant), new(TelemetryTags.Task, TelemetryTags.Of(_task))]);

    /// <summary>Records the selected model, one of the existing ones.</summary>
    public void Means(string model, VariantRole variant) => (_model, _variant) = (model, TelemetryTags.Of(variant));

    /// <summary>Records its answer.</summary>
    public void Answered(TranslationAnswer answer)
    {
        Answered(answer.Timing);
        _meters.Read(Served, answer.Translations);
    }

    /// <summary>Records its answer.</summary>
    public void Answered(ClassificationAnswer answer)
    {
        Answered(answer.Timing);
        _meters.Read(Served, answer.Results);
    }

    /// <summary>Records its answer.</summary>
    public void Answered(InferenceAnswer answer)
    {
        Answered(answer.Timing);
        _meters.Read(Served, answer.Read);
    }

    /// <summary>Records why it was not answered.</summary>
    /// <param name="exception">The failure; only its kind is recorded, because a message may contain anything.</param>
    /// <param name="model">The model that it named, if there is one of that name.</param>
    /// <param name="variant">The variant that it named.</param>
    public void Failed(Exception exception, string? model, VariantRole? variant)
    {
        if (_model == TelemetryTags.Unknown && model is not null)
        {
            (_model, _variant) = (model, variant is { } role ? TelemetryTags.Of(role) : TelemetryTags.Unknown);
        }

        _outcome = TelemetryTags.Of((exception as InferenceException)?.Error ?? InferenceError.Internal);
        _span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", _outcome);
    }

    public void Dispose()
    {
        _meters.Ended(Served, _outcome, _timeProvider.GetElapsedTime(_started));
        _span
            ?.SetTag("transformer.model", _model)
            .SetTag("transformer.variant", _variant)
            .SetTag("transformer.task", TelemetryTags.Of(_task))
            .SetTag("transformer.outcome", _outcome);
        _span?.Dispose();
    }

    private void Answered(RequestTiming timing)
    {
        _outcome = TelemetryTags.Ok;
        _meters.Timed(Served, timing);
    }
}
