using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Client;

namespace TransformerService.Cli.Comparison;

/// <summary>A text whose answers differ.</summary>
/// <param name="Line">The number of its line.</param>
/// <param name="Text">The text.</param>
/// <param name="First">The first side's answer.</param>
/// <param name="Second">The second side's answer.</param>
/// <param name="Difference">How far they differ.</param>
internal sealed record DifferentLine(long Line, string Text, Answer First, Answer Second, double Difference);

/// <summary>What a comparison found.</summary>
/// <param name="First">The first side.</param>
/// <param name="Second">The second side.</param>
/// <param name="Texts">Texts that both sides answered.</param>
/// <param name="Failed">Texts that a side could not answer.</param>
/// <param name="Fault">Why the first of them was not answered.</param>
/// <param name="Measures">The measures; empty if no text was answered.</param>
/// <param name="Worst">The texts whose answers differ most, the worst first.</param>
internal sealed record ComparisonReport(
    ComparedSide First,
    ComparedSide Second,
    long Texts,
    long Failed,
    string? Fault,
    IReadOnlyList<ComparisonMeasure> Measures,
    IReadOnlyList<DifferentLine> Worst
)
{
    private static readonly JsonWriterOptions Json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The report for readers.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Add($"1: {First.Description}");
        Add($"2: {Second.Description}");
        Add($"{Texts:N0} texts");
        foreach (var measure in Measures)
        {
            Add($"  {measure.Description}: {(measure.IsShare ? 100 * measure.Value : measure.Value):0.###}{(measure.IsShare ? " %" : "")}");
        }

        if (Failed > 0)
        {
            Add($"{Failed:N0} texts could not be compared. The first of them: {Fault}");
        }

        foreach (var line in Worst)
        {
            Add($"");
            Add($"line {line.Line}: {line.Text}");
            Add($"  1: {Written(line.First)}");
            Add($"  2: {Written(line.Second)}");
        }

        return text.ToString();

        void Add(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>The report as a JSON object.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartObject();
            json.WriteString("task", First.Task == ModelTask.Translation ? "translation" : "text-classification");
            Write(json, "first", First);
            Write(json, "second", Second);
            json.WriteNumber("texts", Texts);
            json.WriteNumber("failed", Failed);
            foreach (var measure in Measures)
            {
                json.WriteNumber(measure.Name, measure.Value);
            }

            json.WriteStartArray("worst");
            foreach (var line in Worst)
            {
                json.WriteStartObject();
                json.WriteNumber("line", line.Line);
                json.WriteString("text", line.Text);
                json.WritePropertyName("first");
                json.WriteRawValue(line.First.Json);
                json.WritePropertyName("second");
                json.WriteRawValue(line.Second.Json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, string name, ComparedSide side)
    {
        json.WriteStartObject(name);
        json.WriteString("model", side.Settings.Model);
        if (side.Settings.Variant is { } role)
        {
            json.WriteString("variant", ComparedSide.Name(role));
        }

        json.WriteString("version", side.Version);
        json.WriteStartArray("servers");
        foreach (var address in side.Settings.Servers.Addresses)
        {
            json.WriteStringValue(address.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Written(Answer answer) => string.Join("  ", answer.Cells);
}
