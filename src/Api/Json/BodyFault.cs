using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace TransformerService.Api.Json;

/// <summary>
/// Describes why a body could not be read. The serializer's own messages are not used: they name .NET types and may quote the body.
/// </summary>
internal static partial class BodyFault
{
    /// <summary>A sentence with the place and what belongs there.</summary>
    public static string Describe(JsonException exception, ReadOnlySpan<byte> body, JsonTypeInfo type)
    {
        if (exception is BodyValueException value)
        {
            return $"{exception.Path}{value.Place} must be {value.Expected}.";
        }

        if (FindSyntaxFault(body) is { } syntax)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The body is not valid JSON, from line {syntax.LineNumber + 1}, byte {syntax.BytePositionInLine + 1} on."
            );
        }

        return DescribeField(exception.Path ?? "$", IsObject(body), type);
    }

    private static JsonException? FindSyntaxFault(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read()) { }

            return null;
        }
        catch (JsonException syntax)
        {
            return syntax;
        }
    }

    private static bool IsObject(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject;
    }

    // The remaining reasons of the serializer: a field given twice, an unknown one, or another value where an object belongs.
    private static string DescribeField(string path, bool isObject, JsonTypeInfo type)
    {
        if (path == "$")
        {
            return isObject ? DescribeUnknown(null, type) : "The body must be a JSON object.";
        }

        if (!PlainPath().IsMatch(path))
        {
            return DescribeUnknown(null, type);
        }

        foreach (var part in path.Split('.').Skip(1))
        {
            var name = part.Split('[')[0];
            var field = type.Properties.FirstOrDefault(property => property.Name == name);
            if (field is null)
            {
                return DescribeUnknown(path, type);
            }

            type = type.Options.GetTypeInfo(field.PropertyType);
            type = name != part && type.ElementType is { } element ? type.Options.GetTypeInfo(element) : type;
        }

        return type.Kind == JsonTypeInfoKind.Object ? $"{path} must be a JSON object, given once." : $"{path} must be given once.";
    }

    private static string DescribeUnknown(string? path, JsonTypeInfo type)
    {
        var allowed = string.Join(", ", type.Properties.Select(property => property.Name));
        return path is null
            ? $"The body has a field that this call does not know; the fields are {allowed}."
            : $"{path} is not a field of this call; the fields here are {allowed}.";
    }

    // A field's name comes from the caller: only one that looks like a name is repeated.
    [GeneratedRegex(@"^\$(\.[A-Za-z_][A-Za-z0-9_]{0,39}(\[[0-9]{1,9}\])?){1,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPath();
}

/// <summary>A value in a body is invalid for its field. The serializer adds the field's <see cref="JsonException.Path"/>.</summary>
/// <param name="expected">What the field takes, e.g. <c>a whole number</c>.</param>
/// <param name="place">The place inside the field, e.g. <c>[2]</c>.</param>
internal sealed class BodyValueException(string expected, string place = "") : JsonException("The value must be " + expected)
{
    public string Expected { get; } = expected;

    public string Place { get; } = place;
}
