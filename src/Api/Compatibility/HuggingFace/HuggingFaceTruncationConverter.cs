using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Api.Json;

namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary><c>truncation</c>: a name, or whether texts are cut.</summary>
internal sealed class HuggingFaceTruncationConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => HuggingFaceWire.LongestFirst,
            JsonTokenType.False => HuggingFaceWire.DoNotTruncate,
            JsonTokenType.String => JsonText.Read(ref reader),
            _ => throw new BodyValueException("a string, true or false"),
        };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
