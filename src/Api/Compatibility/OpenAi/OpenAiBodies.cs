using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;

namespace TransformerService.Api.Compatibility.OpenAi;

/// <summary>The body of <c>POST /v1/embeddings</c>. OpenAI refuses other fields, too.</summary>
internal sealed record OpenAiEmbeddingsRequest
{
    public TextOrTexts? Input { get; init; }

    public string? Model { get; init; }

    /// <summary>float or base64.</summary>
    public string? EncodingFormat { get; init; }

    public int? Dimensions { get; init; }

    /// <summary>Ignored: callers are told apart by their keys.</summary>
    public string? User { get; init; }
}

/// <summary>The answer of <c>POST /v1/embeddings</c>.</summary>
internal sealed record OpenAiEmbeddings(string Object, IReadOnlyList<OpenAiEmbedding> Data, string Model, OpenAiUsage Usage);

/// <summary>The vector of one text.</summary>
internal sealed record OpenAiEmbedding(string Object, int Index, OpenAiVector Embedding);

/// <summary>The tokens that the model read, special tokens included.</summary>
internal sealed record OpenAiUsage(int PromptTokens, int TotalTokens);

/// <summary>The answer of <c>GET /models</c>.</summary>
internal sealed record OpenAiModels(string Object, IReadOnlyList<OpenAiModel> Data);

/// <summary>A model.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Object">The word model.</param>
/// <param name="Created">0: the repository does not say.</param>
/// <param name="OwnedBy">Who serves it.</param>
internal sealed record OpenAiModel(string Id, string Object, long Created, string OwnedBy);

/// <summary>The body of a failure.</summary>
internal sealed record OpenAiFailure(OpenAiError Error);

/// <summary>A failure. OpenAI writes fields without a value as null.</summary>
internal sealed record OpenAiError(string Message, string Type, string? Param, string? Code);

/// <summary>How request bodies are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(TextConverter), typeof(WholeNumberConverter), typeof(TextOrTextsConverter)]
)]
[JsonSerializable(typeof(OpenAiEmbeddingsRequest))]
internal sealed partial class OpenAiRequests : JsonSerializerContext;

/// <summary>How answers are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(OpenAiVectorConverter)]
)]
[JsonSerializable(typeof(OpenAiEmbeddings))]
[JsonSerializable(typeof(OpenAiModels))]
[JsonSerializable(typeof(OpenAiFailure))]
internal sealed partial class OpenAiAnswers : JsonSerializerContext;

/// <summary>The JSON of answers.</summary>
internal static class OpenAiJson
{
    public static OpenAiAnswers Answers { get; } = new(ForeignJson.Relaxed(OpenAiAnswers.Default.Options));
}
