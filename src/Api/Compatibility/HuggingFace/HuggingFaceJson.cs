using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Api.Json;

namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary>How request bodies are read. Fields beside the inputs that are not known are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [
        typeof(TextConverter),
        typeof(WholeNumberConverter),
        typeof(LargeNumberConverter),
        typeof(NumberConverter),
        typeof(FlagConverter),
        typeof(TextOrTextsConverter),
        typeof(EarlyStoppingConverter),
        typeof(AggregationConverter),
        typeof(HuggingFaceInputsConverter),
    ]
)]
[JsonSerializable(typeof(HuggingFaceBody))]
[JsonSerializable(typeof(HuggingFaceSentences))]
internal sealed partial class HuggingFaceRequests : JsonSerializerContext;

/// <summary>How answers are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata
)]
[JsonSerializable(typeof(HuggingFaceTranslation[]))]
[JsonSerializable(typeof(HuggingFaceSummary[]))]
[JsonSerializable(typeof(HuggingFaceText[]))]
[JsonSerializable(typeof(HuggingFaceLabel[]))]
[JsonSerializable(typeof(HuggingFaceLabel[][]))]
[JsonSerializable(typeof(HuggingFaceEntity[]))]
[JsonSerializable(typeof(HuggingFaceEntity[][]))]
[JsonSerializable(typeof(IReadOnlyList<float[]>))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(HuggingFaceFailure))]
internal sealed partial class HuggingFaceAnswers : JsonSerializerContext;

/// <summary>The JSON of answers.</summary>
internal static class HuggingFaceJson
{
    /// <summary>Characters such as é are not escaped.</summary>
    public static HuggingFaceAnswers Answers { get; } = new(ForeignJson.Relaxed(HuggingFaceAnswers.Default.Options));
}

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
