using System.Text.Json;

namespace TransformerService.Distillation.Data;

/// <summary>The forms that a line of a corpus has.</summary>
internal static class LineFormats
{
    private static readonly JsonDocumentOptions JsonOptions = new() { AllowDuplicateProperties = false };

    /// <summary><c>English&lt;TAB&gt;French</c>; a side may be empty, which is for the cleaning to judge.</summary>
    public static ParsedLine<TextPair> ParallelTsv(string line) =>
        ColumnFault(line, "source<TAB>target") is { } fault ? fault
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

    /// <summary><c>{"source": "…", "target": "…", "weight": 1}</c>; the weight may be left out, other fields are passed over.</summary>
    public static ParsedLine<TextPair> JsonLine(string line)
    {
        const string Form = "Write {\"source\": \"text\", \"target\": \"text\", \"weight\": 1} on one line";
        try
        {
            using var document = JsonDocument.Parse(line, JsonOptions);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new LineFault("the line is no JSON object", Form);
            }

            var (source, target) = (Text(root, "source"), Text(root, "target"));
            if (source is null || target is null)
            {
                return new LineFault($"\"{(source is null ? "source" : "target")}\" is missing or no text", Form);
            }

            if (!root.TryGetProperty("weight", out var weight))
            {
                return new TextPair(source, target);
            }

            return weight.ValueKind == JsonValueKind.Number && weight.TryGetSingle(out var value) && float.IsFinite(value) && value > 0
                ? new TextPair(source, target, value)
                : new LineFault("\"weight\" is no number above 0", "Give a weight above 0, or leave it out for 1");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second is thrown for half a surrogate pair, which no text can hold.
            return new LineFault("the line is malformed JSON", Form);
        }
    }

    /// <summary><c>{"source": "text", "target": "label"}</c>, as shadow mode exports what classifiers disagree on; a weight is passed over.</summary>
    public static ParsedLine<LabelledText> LabelledJsonLine(string line) => JsonLine(line) switch
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
        return columns == 2 ? null
            : new LineFault(line.Length == 0 ? "the line is empty" : $"the line has {columns} columns, not 2", $"Write {form}");
    }
}
