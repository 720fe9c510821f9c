using System.Text.Json;

namespace TransformerService.Distillation.Data;

/// <summary>Parses the formats of a corpus line.</summary>
internal static class LineFormats
{
    private static readonly JsonDocumentOptions JsonOptions = new() { AllowDuplicateProperties = false };

    /// <summary><c>English&lt;TAB&gt;French</c>; a side may be empty, since cleaning decides about that.</summary>
    public static ParsedLine<TextPair> ParallelTsv(string line) =>
        ColumnFault(line, "source<TAB>target") is { } fault
            ? fault
            : new TextPair(line[..line.IndexOf('\t')], line[(line.IndexOf('\t') + 1)..]);

    /// <summary><c>text&lt;TAB&gt;label</c>; the label is not empty.</summary>
    public static ParsedLine<LabelledText> LabelledTsv(string line)
    {
        if (ColumnFault(line, "text<TAB>label") is { } fault)
        {
            return fault;
        }

        var tab = line.IndexOf('\t');
        return string.IsNullOrWhiteSpace(line[(tab + 1)..])
            ? new LineFault("the label is empty", "Give the line a label or remove it")
            : new LabelledText(line[..tab], line[(tab + 1)..].Trim());
    }

    /// <summary><c>{"source": "…", "target": "…", "weight": 1}</c>; the weight is optional, other fields are ignored.</summary>
    public static ParsedLine<TextPair> JsonLine(string line)
    {
        const string Form = "Write {\"source\": \"text\", \"target\": \"text\", \"weight\": 1} on one line";
        try
        {
            using var document = JsonDocument.Parse(line, JsonOptions);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new LineFault("the line is not a JSON object", Form);
            }

            var (source, target) = (Text(root, "source"), Text(root, "target"));
            if (source is null || target is null)
            {
                return new LineFault($"\"{(source is null ? "source" : "target")}\" is missing or not a text", Form);
            }

            if (!root.TryGetProperty("weight", out var weight))
            {
                return new TextPair(source, target);
            }

            return weight.ValueKind == JsonValueKind.Number && weight.TryGetSingle(out var value) && float.IsFinite(value) && value > 0
                ? new TextPair(source, target, value)
                : new LineFault("\"weight\" is not a number above 0", "Give a weight above 0, or leave it out for 1");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is thrown for a lone surrogate, which a text cannot hold.
            return new LineFault("the line is malformed JSON", Form);
        }
    }

    /// <summary>
    /// <c>{"source": "text", "target": "label"}</c>, the format in which shadow mode exports the texts that classifiers disagree on; a
    /// weight is ignored.
    /// </summary>
    public static ParsedLine<LabelledText> LabelledJsonLine(string line) =>
        JsonLine(line) switch
        {
            { Fault: { } fault } => fault,
            { Record: { } pair } when !string.IsNullOrWhiteSpace(pair.Target) => new LabelledText(pair.Source, pair.Target.Trim()),
            _ => new LineFault("the label in \"target\" is empty", "Give the line a label or remove it"),
        };

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static LineFault? ColumnFault(string line, string form)
    {
        var columns = line.AsSpan().Count('\t') + 1;
        return columns == 2
            ? null
            : new LineFault(line.Length == 0 ? "the line is empty" : $"the line has {columns} columns, not 2", $"Write {form}");
    }
}
