using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>The inputs of <c>POST /predict</c>.</summary>
/// <param name="Sequences">The texts and pairs.</param>
/// <param name="IsBatch">Whether they were sent as a batch: the answer then is one, too.</param>
internal sealed record TeiInputs(IReadOnlyList<TeiSequence> Sequences, bool IsBatch);

/// <summary>A text or a pair.</summary>
/// <param name="First">The text, or the first of the pair.</param>
/// <param name="Second">The second of the pair; <see langword="null"/> for a single text.</param>
internal readonly record struct TeiSequence(string First, string? Second);

/// <summary>A string, an array of one or two strings, or a batch: an array of such arrays.</summary>
internal sealed class TeiInputsConverter : JsonConverter<TeiInputs>
{
    private const string Expected = "a string, a pair of strings, or an array of arrays of one or two strings";

    private static readonly TextOrTextsConverter Texts = new();

    public override TeiInputs Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartArray))
        {
            throw new BodyValueException(Expected);
        }

        var next = reader;
        if (reader.TokenType == JsonTokenType.String || !next.Read() || next.TokenType != JsonTokenType.StartArray)
        {
            return new TeiInputs([ReadSequence(ref reader, options, "")], IsBatch: false);
        }

        var batch = new List<TeiSequence>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (batch.Count == InferenceOptions.LargestMaxTextsPerRequest)
            {
                throw new InferenceException(
                    InferenceError.InputTooLarge,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'inputs' holds more than {InferenceOptions.LargestMaxTextsPerRequest} inputs; send them in several requests."
                    )
                );
            }

            var place = string.Create(CultureInfo.InvariantCulture, $"[{batch.Count}]");
            batch.Add(
                reader.TokenType == JsonTokenType.StartArray
                    ? ReadSequence(ref reader, options, place)
                    : throw new BodyValueException("an array of one or two strings", place)
            );
        }

        return new TeiInputs(batch, IsBatch: true);
    }

    public override void Write(Utf8JsonWriter writer, TeiInputs value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Inputs are only read.");

    private static TeiSequence ReadSequence(ref Utf8JsonReader reader, JsonSerializerOptions options, string place) =>
        Texts.Read(ref reader, typeof(TextOrTexts), options).Values switch
        {
            [var text] => new TeiSequence(text, null),
            [var first, var second] => new TeiSequence(first, second),
            _ => throw new BodyValueException(place.Length == 0 ? Expected : "an array of one or two strings", place),
        };
}

/// <summary>A string or an array of strings. An empty array is a value: it has an answer of its own.</summary>
internal sealed class TeiTextsConverter : JsonConverter<TextOrTexts>
{
    private static readonly TextOrTextsConverter Texts = new();

    public override TextOrTexts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var next = reader;
        if (reader.TokenType == JsonTokenType.StartArray && next.Read() && next.TokenType == JsonTokenType.EndArray)
        {
            reader.Read();
            return new TextOrTexts([]);
        }

        return Texts.Read(ref reader, typeToConvert, options);
    }

    public override void Write(Utf8JsonWriter writer, TextOrTexts value, JsonSerializerOptions options) =>
        Texts.Write(writer, value, options);
}
