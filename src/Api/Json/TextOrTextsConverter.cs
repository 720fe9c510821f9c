using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Json;

/// <summary>A field that is a string or an array of strings.</summary>
internal sealed class TextOrTextsConverter : JsonConverter<TextOrTexts>
{
    public override TextOrTexts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => new TextOrTexts([JsonText.Read(ref reader)]),
            JsonTokenType.StartArray => ReadArray(ref reader),
            _ => throw new BodyValueException(TextOrTexts.Expected),
        };

    public override void Write(Utf8JsonWriter writer, TextOrTexts value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value.Values)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static TextOrTexts ReadArray(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (texts.Count == InferenceOptions.LargestMaxTextsPerRequest)
            {
                throw new InferenceException(
                    InferenceError.InputTooLarge,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"An array of the body holds more than {InferenceOptions.LargestMaxTextsPerRequest} texts; send them in several requests."
                    )
                );
            }

            texts.Add(
                reader.TokenType == JsonTokenType.String
                    ? JsonText.Read(ref reader)
                    : throw new BodyValueException("a string", string.Create(CultureInfo.InvariantCulture, $"[{texts.Count}]"))
            );
        }

        return texts.Count > 0
            ? new TextOrTexts(texts) { IsArray = true }
            : throw new BodyValueException("a string or an array of at least one string");
    }
}
