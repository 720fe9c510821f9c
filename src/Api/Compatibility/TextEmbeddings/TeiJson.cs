using System.Text.Json.Serialization;
using TransformerService.Api.Json;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>How request bodies are read. Fields that are not known are ignored, as Text Embeddings Inference does.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [
        typeof(TextConverter),
        typeof(WholeNumberConverter),
        typeof(FlagConverter),
        typeof(TeiTextsConverter),
        typeof(TeiInputsConverter),
        typeof(IdsOrListsConverter),
    ]
)]
[JsonSerializable(typeof(TeiEmbedBody))]
[JsonSerializable(typeof(TeiPredictBody))]
[JsonSerializable(typeof(TeiRerankBody))]
[JsonSerializable(typeof(TeiSimilarityBody))]
[JsonSerializable(typeof(TeiTokenizeBody))]
[JsonSerializable(typeof(TeiDecodeBody))]
internal sealed partial class TeiRequests : JsonSerializerContext;

/// <summary>How answers are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Metadata
)]
[JsonSerializable(typeof(IReadOnlyList<float[]>))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(TeiPrediction[]))]
[JsonSerializable(typeof(TeiPrediction[][]))]
[JsonSerializable(typeof(TeiRank[]))]
[JsonSerializable(typeof(TeiToken[][]))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(TeiInfo))]
[JsonSerializable(typeof(TeiFailure))]
internal sealed partial class TeiAnswers : JsonSerializerContext;

/// <summary>The JSON of answers.</summary>
internal static class TeiJson
{
    /// <summary>Characters such as é are not escaped.</summary>
    public static TeiAnswers Answers { get; } = new(ForeignJson.Relaxed(TeiAnswers.Default.Options));
}
