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
    internal static ActivitySource Source { get; } = new(Name);
}

/// <summary>The tags of metrics, all from closed sets: a value that a caller made up never becomes a tag.</summary>
internal static class TelemetryTags
{
    public const string Model = "model";
    public const string Variant = "variant";
    public const string Task = "task";
    public const string Outcome = "outcome";

    /// <summary>The outcome of a request that was answered.</summary>
    public const string Ok = "ok";

    /// <summary>Tag value for a request that named no existing model or variant.</summary>
    public const string Unknown = "unknown";

    private static readonly string[] Errors = [.. Enum.GetNames<InferenceError>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static string Of(ModelTask task) => task == ModelTask.Translation ? "translation" : "text-classification";

    public static string Of(VariantRole variant) => variant == VariantRole.Student ? "student" : "teacher";

    /// <summary>The error code that the caller also sees.</summary>
    public static string Of(InferenceError error) => Errors[(int)error];
}
