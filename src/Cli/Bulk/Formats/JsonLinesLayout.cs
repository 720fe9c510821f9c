using System.Text;
using System.Text.Json;
using TransformerService.Cli.Bulk.Json;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>A JSON object in each line. The answer becomes a field; a line without one gets null.</summary>
/// <param name="field">The field with the text.</param>
/// <param name="outputField">The field for the answer.</param>
internal sealed class JsonLinesLayout(string field, string outputField) : ILayout
{
    // The reader does not recurse, and the fields of a deep line are kept as well.
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    public bool HasHeader => false;

    public bool IsOpen(ReadOnlySpan<char> line, bool wasOpen) => false;

    public string ReadHeader(string line) => line;

    public (string? Text, LineFault? Fault) Find(string raw)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return (null, null);
        }

        using var document = Parse(raw);
        if (document is null)
        {
            return (null, Invalid("The line is not a JSON object."));
        }

        if (JsonText.Find(document.RootElement, field) is not { } value)
        {
            return (null, Invalid($"The line has no field '{field}'; name another with --field."));
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return (null, Invalid($"The field '{field}' is not a string."));
        }

        try
        {
            return (value.GetString(), null);
        }
        catch (InvalidOperationException) // half of a surrogate pair
        {
            return (null, Invalid($"The field '{field}' is not valid Unicode: it has half of a surrogate pair."));
        }
    }

    public void Write(StringBuilder output, Record record, Answer? answer)
    {
        if (string.IsNullOrWhiteSpace(record.Raw) && record.Fault is null)
        {
            output.Append(record.Raw);
            return;
        }

        using var document = Parse(record.Raw);
        var value = answer?.Json ?? "null";
        output.Append(
            document is null
                ? $$"""{{{JsonText.Quote(outputField)}}:{{value}}}"""
                : JsonText.With(document.RootElement, record.Raw, outputField, value)
        );
    }

    private static LineFault Invalid(string reason) => new(TransformerServiceErrors.InvalidInput, reason);

    private static JsonDocument? Parse(string raw)
    {
        try
        {
            var document = JsonDocument.Parse(raw, AnyDepth);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // It is not JSON.
        }

        return null;
    }
}
