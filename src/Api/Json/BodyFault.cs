using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace TransformerService.Api.Json;

/// <summary>
/// Says why a body could not be read. The serializer's own messages are not used: they name .NET types and may quote the body.
/// </summary>
internal static partial class BodyFault
{
    /// <summary>A sentence with the place and what belongs there.</summary>
    public static string Describe(JsonException exception, ReadOnlySpan<byte> body, JsonTypeInfo type)
    {
        if (exception is BodyValueException value)
            return $"{exception.Path}{value.Place} must be {value.Expected}.";

        if (FindSyntaxFault(body) is { } syntax)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The body is not valid JSON, from line {syntax.LineNumber + 1}, byte {syntax.BytePositionInLine + 1} on.");
        }

        return DescribeField(exception.Path ?? "$", type);
    }

    private static JsonException? FindSyntaxFault(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException syntax)
        {
            return syntax;
        }
    }

    // What is left for the serializer to refuse: a field given twice, an unknown one, or another value where an object belongs.
    private static string DescribeField(string path, JsonTypeInfo type)
    {
        if (path == "$")
            return "The body must be a JSON object.";

        var names = path.Split('.')[1..];
        for (var depth = 0; depth < names.Length; depth++)
        {
            var field = type.Properties.FirstOrDefault(property => property.Name == names[depth]);
            if (field is null)
                return DescribeUnknown(depth == names.Length - 1 ? path : null, type);

            type = type.Options.GetTypeInfo(field.PropertyType);
        }

        return type.Kind == JsonTypeInfoKind.Object ? $"{path} must be a JSON object, given once." : $"{path} must be given once.";
    }

    private static string DescribeUnknown(string? path, JsonTypeInfo type)
    {
        var allowed = string.Join(", ", type.Properties.Select(property => property.Name));
        return path is not null && PlainPath().IsMatch(path)
            ? $"{path} is not a field of this call; the fields here are {allowed}."
            : $"The body has a field that this call does not know; the fields here are {allowed}.";
    }

    // A field's name comes from the caller: only one that looks like a name is repeated.
    [GeneratedRegex(@"^\$(\.[A-Za-z_][A-Za-z0-9_]{0,39}){1,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPath();
}
