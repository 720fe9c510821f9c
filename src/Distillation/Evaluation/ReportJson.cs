using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Writes reports as JSON (camelCase), and reads them back.</summary>
internal static class ReportJson
{
    /// <summary>Requires every field: a missing one is a fault, not a zero.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static string Write(EvaluationReport report) => JsonSerializer.Serialize(report, Options) + "\n";

    /// <exception cref="EvaluationException">The text is not a report.</exception>
    public static EvaluationReport Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<EvaluationReport>(json, Options) ?? throw new EvaluationException("The report is null.");
        }
        catch (JsonException exception)
        {
            throw new EvaluationException($"The text is not an evaluation report: {exception.Message}", exception);
        }
    }
}
