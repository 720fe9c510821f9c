using System.Text.Json;

namespace TransformerService.Api.Json;

/// <summary>A value in a body is invalid for its field. The serializer adds the field's <see cref="JsonException.Path"/>.</summary>
/// <param name="expected">What the field takes, e.g. <c>a whole number</c>.</param>
/// <param name="place">The place inside the field, e.g. <c>[2]</c>.</param>
internal sealed class BodyValueException(string expected, string place = "") : JsonException("The value must be " + expected)
{
    public string Expected { get; } = expected;

    public string Place { get; } = place;
}
