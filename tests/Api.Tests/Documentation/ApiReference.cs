using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TransformerService.Api.Tests.Documentation;

/// <summary>Writes docs/api.md from the API's own descriptions.</summary>
internal static partial class ApiReference
{
    private const string Head = """
        # API reference

        Written from the server's OpenAPI document and from `transformer.proto`: `tools/write-api-reference.sh`. A test fails when it is behind. What calls mean, with examples and answers: [REST](rest.md), [gRPC](grpc.md).


        """;

    public static string Write(JsonElement openApi, string proto)
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        text.Append("## REST\n\n");
        foreach (var path in openApi.GetProperty("paths").EnumerateObject())
        {
            foreach (var call in path.Value.EnumerateObject())
            {
                AppendCall(text, $"{call.Name.ToUpperInvariant()} {path.Name}", call.Value);
            }
        }

        text.Append("### Bodies\n\n");
        foreach (
            var schema in openApi
                .GetProperty("components")
                .GetProperty("schemas")
                .EnumerateObject()
                .OrderBy(schema => schema.Name, StringComparer.Ordinal)
        )
        {
            AppendSchema(text, schema.Name, schema.Value);
        }

        text.Append("## gRPC\n\n").Append("Package `transformer.v1`; `grpc.health.v1` and reflection besides.\n\n");
        AppendProto(text, proto);
        return text.ToString();
    }

    private static void AppendCall(StringBuilder text, string name, JsonElement call)
    {
        text.Append("### ")
            .Append(name)
            .Append("\n\n")
            .Append(Text(call, "summary"))
            .Append(". ")
            .Append(Text(call, "description"))
            .Append("\n\n");
        if (call.TryGetProperty("parameters", out var parameters))
        {
            foreach (var parameter in parameters.EnumerateArray())
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"- `{Text(parameter, "name")}` ({Text(parameter, "in")}): {Cell(Text(parameter, "description"))}\n"
                );
            }
        }

        if (call.TryGetProperty("requestBody", out var body))
        {
            text.Append(CultureInfo.InvariantCulture, $"- Body: {Content(body)}\n");
        }

        foreach (var response in call.GetProperty("responses").EnumerateObject().OrderBy(response => response.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {response.Name}: {Content(response.Value)}\n");
        }

        text.Append('\n');
    }

    private static void AppendSchema(StringBuilder text, string name, JsonElement schema)
    {
        text.Append("#### ").Append(name).Append("\n\n").Append(Cell(Text(schema, "description"))).Append("\n\n");
        if (!schema.TryGetProperty("properties", out var fields))
        {
            return;
        }

        string[] required = schema.TryGetProperty("required", out var names)
            ? [.. names.EnumerateArray().Select(field => field.GetString()!)]
            : [];
        text.Append("| field | type | |\n|---|---|---|\n");
        foreach (var field in fields.EnumerateObject())
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{field.Name}`{(required.Contains(field.Name) ? "" : " ?")} | {Type(field.Value)} | {Cell(Text(field.Value, "description"))} |\n"
            );
        }

        text.Append('\n');
    }

    /// <summary>
    /// The comments of a proto file stand before what they are about; braces that open and close a block end their lines.
    /// </summary>
    private static void AppendProto(StringBuilder text, string proto)
    {
        List<string> comment = [];
        foreach (
            var line in proto
                .Split('\n')
                .SkipWhile(line => !line.StartsWith("service", StringComparison.Ordinal))
                .Select(line => line.Trim())
        )
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                comment.Add(line[2..].Trim());
                continue;
            }

            var about = Cell(string.Join(' ', comment));
            comment.Clear();
            if (Block().Match(line) is { Success: true } block)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{(line.StartsWith("oneof", StringComparison.Ordinal) ? "- one of" : $"#### {block.Groups[1].Value}")} `{block.Groups[2].Value}`{(line.StartsWith("oneof", StringComparison.Ordinal) ? ":" : "")}{(about.Length > 0 ? "\n\n" + about : "")}\n\n"
                );
            }
            else if (line.EndsWith(';') && !line.StartsWith("reserved", StringComparison.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"- `{line.TrimEnd(';')}`{(about.Length > 0 ? ": " + about : "")}\n");
            }
            else if (line == "}")
            {
                text.Append('\n');
            }
        }
    }

    private static string Text(JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";

    private static string Cell(string text) => Space().Replace(text, " ").Replace("|", "\\|", StringComparison.Ordinal).Trim();

    private static string Content(JsonElement node) =>
        node.TryGetProperty("content", out var content) && content.EnumerateObject().ToArray() is [var first, ..]
            ? $"`{first.Name}`, {(first.Value.TryGetProperty("schema", out var schema) ? Type(schema) : "")}"
            : Cell(Text(node, "description"));

    private static string Type(JsonElement schema)
    {
        if (Text(schema, "$ref") is { Length: > 0 } reference)
        {
            return $"[{reference.Split('/')[^1]}](#{reference.Split('/')[^1].ToLowerInvariant()})";
        }

        foreach (var several in new[] { "oneOf", "anyOf", "allOf" })
        {
            if (schema.TryGetProperty(several, out var types))
            {
                return string.Join(" or ", types.EnumerateArray().Select(Type).Distinct());
            }
        }

        var name =
            !schema.TryGetProperty("type", out var type) ? ""
            : type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray())
            : type.GetString()!;
        return schema.TryGetProperty("items", out var items) ? $"{name} of {Type(items)}"
            : schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object
                ? $"{name} of {Type(values)}"
            : name;
    }

    [GeneratedRegex(@"^(message|enum|service|oneof) (\w+) \{$")]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
