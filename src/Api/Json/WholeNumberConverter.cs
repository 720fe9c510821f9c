using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransformerService.Api.Json;

/// <summary>A whole number field of a body.</summary>
internal sealed class WholeNumberConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number)
            ? number
            : throw new BodyValueException("a whole number of at most 2147483647, written without quotes, fraction or exponent");

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
