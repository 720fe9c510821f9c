using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Json;

/// <summary><c>earlyStopping</c>, with Hugging Face's values: true, false or "never".</summary>
internal sealed class EarlyStoppingConverter : JsonConverter<EarlyStopping>
{
    public override EarlyStopping Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => EarlyStopping.Always,
            JsonTokenType.False => EarlyStopping.Heuristic,
            JsonTokenType.String when JsonText.Read(ref reader) == "never" => EarlyStopping.Never,
            _ => throw new BodyValueException("true, false or \"never\""),
        };

    public override void Write(Utf8JsonWriter writer, EarlyStopping value, JsonSerializerOptions options)
    {
        if (value == EarlyStopping.Never)
        {
            writer.WriteStringValue("never");
        }
        else
        {
            writer.WriteBooleanValue(value == EarlyStopping.Always);
        }
    }
}
