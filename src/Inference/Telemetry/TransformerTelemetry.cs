using System.Diagnostics;
using System.Text.Json;
using TransformerService.Models;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Telemetry;

/// <summary>The name of the service's metrics and spans.</summary>
public static class TransformerTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "TransformerService";

    /// <summary>Starts spans. Without a listener they are <see langword="null"/> and cost nothing.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The span of the current caller, if a listener records it; otherwise <see langword="null"/>.</summary>
    public static ActivityContext? Caller =>
        Activity.Current is { Recorded: true } current && Source.HasListeners() ? current.Context : null;
}

/// <summary>The tags of metrics, all from closed sets: a value that a caller made up never becomes a tag.</summary>
public static class TelemetryTags
{
    /// <summary>The model's name.</summary>
    public const string Model = "model";

    /// <summary>Student or teacher.</summary>
    public const string Variant = "variant";

    /// <summary>What the model does.</summary>
    public const string Task = "task";

    /// <summary>Whether a computed position is <see cref="Text"/> or <see cref="Padding"/>.</summary>
    public const string Kind = "kind";

    /// <summary>A position that has a token of a text.</summary>
    public const string Text = "text";

    /// <summary>A position that fills a row up to the longest row of its run.</summary>
    public const string Padding = "padding";

    /// <summary>How it ended.</summary>
    public const string Outcome = "outcome";

    /// <summary>The outcome of a request that was answered.</summary>
    public const string Ok = "ok";

    /// <summary>Tag value for a request that named no existing model or variant.</summary>
    public const string Unknown = "unknown";

    private static readonly string[] Errors = [.. Enum.GetNames<InferenceError>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    /// <summary>The tag value of a task.</summary>
    public static string Of(ModelTask task) => ModelTasks.Of(task).Name;

    /// <summary>The tag value of a variant.</summary>
    public static string Of(VariantRole variant) => variant == VariantRole.Student ? "student" : "teacher";

    /// <summary>The error code that the caller also sees.</summary>
    public static string Of(InferenceError error) => Errors[(int)error];
}
