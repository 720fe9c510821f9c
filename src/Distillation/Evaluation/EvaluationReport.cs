using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Evaluation;

/// <summary>The results of <c>evaluate</c>.</summary>
/// <param name="Model">The model's folder, as the caller named it.</param>
/// <param name="Created">When the report was made.</param>
/// <param name="Rows">One per variant and set; the rows of a set are adjacent.</param>
/// <param name="Differences">Comparison of the student's translations with those of the other systems.</param>
/// <param name="Curves">Learning curves of the training runs.</param>
/// <param name="Notes">How the numbers were computed, in sentences.</param>
internal sealed record EvaluationReport(
    string Model,
    DateTimeOffset Created,
    IReadOnlyList<EvaluationRow> Rows,
    IReadOnlyList<ScoreDifference> Differences,
    IReadOnlyList<LearningCurve> Curves,
    IReadOnlyList<string> Notes
);

/// <summary>How much better one system translates a set than another system.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="System">The system whose gain is measured.</param>
/// <param name="Against">The system that it is compared with.</param>
/// <param name="Bleu">BLEU of the first minus that of the second, with its interval by paired bootstrap resampling.</param>
internal sealed record ScoreDifference(string Set, SystemRole System, SystemRole Against, BleuDifference Bleu);

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
