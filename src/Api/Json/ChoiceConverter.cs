using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Json;

/// <summary>A field that is one of a few names: those of an enum, in camelCase.</summary>
internal abstract class ChoiceConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Choices = Enum.GetValues<T>()
        .ToDictionary(choice => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString()), StringComparer.Ordinal);

    private static readonly string Expected = "one of " + string.Join(", ", Choices.Keys.Select(name => $"\"{name}\""));

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Choices.TryGetValue(JsonText.Read(ref reader), out var choice)
            ? choice
            : throw new BodyValueException(Expected);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
}

/// <summary><c>encoding</c> of embeddings.</summary>
internal sealed class EncodingConverter : ChoiceConverter<EmbeddingEncoding>;

/// <summary><c>aggregation</c> of tagged tokens.</summary>
internal sealed class AggregationConverter : ChoiceConverter<TagAggregation>;

/// <summary><c>unit</c> of explanations.</summary>
internal sealed class ExplanationUnitConverter : ChoiceConverter<ExplanationUnit>;

/// <summary><c>method</c> of explanations.</summary>
internal sealed class ExplanationMethodConverter : ChoiceConverter<ExplanationMethod>;

/// <summary><c>combine</c>: how windows' scores are joined.</summary>
internal sealed class CombinationConverter : ChoiceConverter<WindowCombination>;

/// <summary><c>offsets</c>: the unit of places in a text.</summary>
internal sealed class OffsetUnitConverter : ChoiceConverter<OffsetUnit>;
