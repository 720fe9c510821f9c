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
    private readonly RequestKind _kind;
    private string _model = TelemetryTags.Unknown;
    private string _variant = TelemetryTags.Unknown;
    private string _outcome = TelemetryTags.Of(InferenceError.Internal);

    public RequestObservation(RequestMeters meters, RequestKind kind, int texts, TimeProvider timeProvider)
    {
        (_meters, _kind, _timeProvider, _started) = (meters, kind, timeProvider, timeProvider.GetTimestamp());
        _span = TransformerTelemetry.Source.StartActivity(kind.Span);
        _span?.SetTag("transformer.texts", texts);
    }

    private TagList Served =>
        new([new(TelemetryTags.Model, _model), new(TelemetryTags.Variant, _variant), new(TelemetryTags.Task, _kind.Task)]);

    /// <summary>Records the selected model, one of the existing ones.</summary>
    public void Means(string model, VariantRole variant) => (_model, _variant) = (model, TelemetryTags.Of(variant));

    /// <summary>Its model; the name of its task if it needs none.</summary>
    public string Model => _model == TelemetryTags.Unknown ? _kind.Task : _model;

    /// <summary>Tokens that models read for it.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Tokens that models wrote for it.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Records what a model read and wrote for it.</summary>
    public void Read(TranslationAnswer answer)
    {
        _meters.Read(Served, answer.Translations);
        foreach (var text in answer.Translations)
        {
            (InputTokens, OutputTokens) = (InputTokens + text.InputTokens, OutputTokens + text.OutputTokens);
        }
    }

    /// <summary>Records what a model read and wrote for it.</summary>
    public void Read(GenerationAnswer answer)
    {
        _meters.Read(Served, answer.Generations);
        foreach (var text in answer.Generations)
        {
            (InputTokens, OutputTokens) = (InputTokens + text.InputTokens, OutputTokens + text.OutputTokens);
        }
    }

    /// <summary>Records what a model read for it.</summary>
    public void Read(ClassificationAnswer answer)
    {
        _meters.Read(Served, answer.Results);
        foreach (var text in answer.Results)
        {
            InputTokens += text.InputTokens;
        }
    }

    /// <summary>Records what a model read for it, if the answer says so.</summary>
    public void Read(InferenceAnswer answer)
    {
        _meters.Read(Served, answer.Read);
        foreach (var text in answer.Read)
        {
            InputTokens += text.InputTokens;
        }
    }

    /// <summary>Records that it was answered.</summary>
    public void Answered(RequestTiming timing)
    {
        _outcome = TelemetryTags.Ok;
        _meters.Timed(Served, timing);
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
            .SetTag("transformer.task", _kind.Task)
            .SetTag("transformer.outcome", _outcome);
        _span?.Dispose();
    }
}

/// <summary>A kind of request.</summary>
/// <param name="Task">Its task tag in the metrics.</param>
/// <param name="Span">The name of its span.</param>
internal sealed record RequestKind(string Task, string Span)
{
    public static RequestKind Translation { get; } = Of(ModelTask.Translation);

    public static RequestKind Classification { get; } = Of(ModelTask.TextClassification);

    /// <summary>The requests of a task that has no other kind.</summary>
    public static RequestKind Of(ModelTask task) => new(ModelTasks.Of(task).Name, ModelTasks.Of(task).Span);

    public static RequestKind Tokenization { get; } = new("tokenization", "tokenize texts");

    public static RequestKind Detokenization { get; } = new("detokenization", "detokenize");

    public static RequestKind Detection { get; } = new("language-detection", "detect languages");

    public static RequestKind Scoring { get; } = new("scoring", "score");

    public static RequestKind Explanation { get; } = new("explanation", "explain");
}
