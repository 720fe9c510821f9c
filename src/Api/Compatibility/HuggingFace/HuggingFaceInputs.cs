using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;

namespace TransformerService.Api.Compatibility.HuggingFace;

/// <summary>The inputs of a call.</summary>
/// <param name="Texts">The texts; of a similarity the sentences.</param>
/// <param name="IsList">Whether they were sent as an array: the answer then has one entry for each.</param>
/// <param name="Source">The sentence that others are compared with; <see langword="null"/> for other tasks.</param>
internal sealed record HuggingFaceInputs(IReadOnlyList<string> Texts, bool IsList, string? Source);

/// <summary>A sentence and others.</summary>
internal sealed record HuggingFaceSentences
{
    public string? SourceSentence { get; init; }

    public TextOrTexts? Sentences { get; init; }
}

/// <summary>A string, an array of strings, or an object with a sentence and others.</summary>
internal sealed class HuggingFaceInputsConverter : JsonConverter<HuggingFaceInputs>
{
    private const string Expected =
        "a string, an array of strings, or for sentence-similarity an object with source_sentence and sentences";

    private static readonly TextOrTextsConverter Texts = new();

    public override HuggingFaceInputs Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new HuggingFaceInputs([JsonText.Read(ref reader)], IsList: false, null);
            case JsonTokenType.StartArray:
                return new HuggingFaceInputs(Texts.Read(ref reader, typeof(TextOrTexts), options).Values, IsList: true, null);
            case JsonTokenType.StartObject
                when JsonSerializer.Deserialize(ref reader, HuggingFaceRequests.Default.HuggingFaceSentences)
                    is { SourceSentence: { } source, Sentences.Values: var sentences }:
                return new HuggingFaceInputs(sentences, IsList: true, source);
            default:
                throw new BodyValueException(Expected);
        }
    }

    public override void Write(Utf8JsonWriter writer, HuggingFaceInputs value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Inputs are only read.");
}
