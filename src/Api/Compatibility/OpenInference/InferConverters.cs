using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Api.Json;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>Reads parameters. A failure does not name the parameter: its name is the caller's.</summary>
internal sealed class InferParametersConverter : JsonConverter<InferParameters>
{
    public override InferParameters Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new BodyValueException(InferParameters.Expected);
        }

        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            values[name] = reader.TokenType switch
            {
                JsonTokenType.String => JsonText.Read(ref reader),
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                JsonTokenType.Number when reader.TryGetInt64(out var number) => number,
                JsonTokenType.Number when reader.TryGetDouble(out var number) => number,
                _ => throw new BodyValueException(InferParameters.Expected),
            };
        }

        return new InferParameters(values);
    }

    public override void Write(Utf8JsonWriter writer, InferParameters value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Parameters are only read.");
}

/// <summary>Reads the elements of a tensor: an array of strings, or arrays of such.</summary>
internal sealed class TensorTextsConverter : JsonConverter<TensorTexts>
{
    private const string Expected = "an array of strings, flat or nested as the shape";

    public override TensorTexts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new BodyValueException(Expected);
        }

        var texts = new List<string>();
        for (var depth = 1; depth > 0 && reader.Read(); )
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    depth++;
                    break;
                case JsonTokenType.EndArray:
                    depth--;
                    break;
                case JsonTokenType.String:
                    Add(texts, JsonText.Read(ref reader));
                    break;
                default:
                    throw new BodyValueException(Expected);
            }
        }

        return new TensorTexts(texts);
    }

    public override void Write(Utf8JsonWriter writer, TensorTexts value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Inputs are only read.");

    private static void Add(List<string> texts, string text)
    {
        if (texts.Count == InferenceOptions.LargestMaxTextsPerRequest)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"An input holds more than {InferenceOptions.LargestMaxTextsPerRequest} texts; send them in several requests."
                )
            );
        }

        texts.Add(text);
    }
}
