using System.Diagnostics;
using System.Text.Json;
using TransformerService.Models;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Telemetry;

/// <summary>The one name under which the service's metrics and spans are found.</summary>
public static class TransformerTelemetry
{
    /// <summary>Of the meter and of the source of spans.</summary>
    public const string Name = "TransformerService";

    /// <summary>Starts spans. Without a listener they are <see langword="null"/> and cost nothing.</summary>
    internal static ActivitySource Source { get; } = new(Name);
}

/// <summary>The tags of metrics, all from closed sets: what a caller made up never becomes one.</summary>
internal static class TelemetryTags
{
    public const string Model = "model";
    public const string Variant = "variant";
    public const string Task = "task";
    public const string Outcome = "outcome";

    /// <summary>The outcome of a request that was answered.</summary>
    public const string Ok = "ok";

    /// <summary>The model or variant of a request that meant none that there is.</summary>
    public const string Unknown = "unknown";

    private static readonly string[] Errors = [.. Enum.GetNames<InferenceError>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static string Of(ModelTask task) => task == ModelTask.Translation ? "translation" : "text-classification";

    public static string Of(VariantRole variant) => variant == VariantRole.Student ? "student" : "teacher";

    /// <summary>The code that the caller sees too.</summary>
    public static string Of(InferenceError error) => Errors[(int)error];
}
