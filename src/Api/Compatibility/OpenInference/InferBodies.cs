using System.Collections;
using System.Text.Json.Serialization;
using TransformerService.Api.Json;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>The JSON of a request for inference. Other fields are ignored, as Triton does.</summary>
internal sealed record InferRequestBody
{
    public string? Id { get; init; }

    public InferParameters? Parameters { get; init; }

    public IReadOnlyList<InferInputBody?>? Inputs { get; init; }

    public IReadOnlyList<InferOutputBody?>? Outputs { get; init; }
}

/// <summary>An input of a request.</summary>
internal sealed record InferInputBody
{
    public string? Name { get; init; }

    public IReadOnlyList<long>? Shape { get; init; }

    public string? Datatype { get; init; }

    public InferParameters? Parameters { get; init; }

    /// <summary>Its elements; <see langword="null"/> if they come in binary.</summary>
    public TensorTexts? Data { get; init; }
}

/// <summary>An output that a request asks for.</summary>
internal sealed record InferOutputBody
{
    public string? Name { get; init; }

    public InferParameters? Parameters { get; init; }
}

/// <summary>The elements of a tensor of texts, flat or nested as its shape.</summary>
internal sealed record TensorTexts(IReadOnlyList<string> Values);

/// <summary>The JSON of an answer.</summary>
internal sealed record InferAnswerBody(string ModelName, string ModelVersion, string? Id, IReadOnlyList<AnswerOutputBody> Outputs);

/// <summary>An output of an answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">Its datatype.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Parameters">Where it is, if it comes in binary.</param>
/// <param name="Data">Its elements, flat: <see cref="AnswerTexts"/> or <see cref="AnswerNumbers"/>.</param>
internal sealed record AnswerOutputBody(
    string Name,
    string Datatype,
    IReadOnlyList<long> Shape,
    BinaryOutputBody? Parameters,
    object? Data
);

/// <summary>How many bytes an output in binary takes.</summary>
internal sealed record BinaryOutputBody(long BinaryDataSize);

/// <summary>The elements of a tensor of texts. JSON is written while it is enumerated.</summary>
internal sealed class AnswerTexts(IReadOnlyList<string> texts) : IEnumerable<string>
{
    public IEnumerator<string> GetEnumerator() => texts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The elements of a tensor of numbers. JSON is written while it is enumerated.</summary>
internal sealed class AnswerNumbers(IReadOnlyList<float[]> numbers) : IEnumerable<float>
{
    public IEnumerator<float> GetEnumerator() => numbers.SelectMany(static piece => piece).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>How request bodies are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [
        typeof(TextConverter),
        typeof(LargeNumberConverter),
        typeof(FlagConverter),
        typeof(InferParametersConverter),
        typeof(TensorTextsConverter),
    ]
)]
[JsonSerializable(typeof(InferRequestBody))]
[JsonSerializable(typeof(IndexRequestBody))]
[JsonSerializable(typeof(ControlRequestBody))]
internal sealed partial class OpenInferenceRequests : JsonSerializerContext;

/// <summary>How answers are written: without nulls.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata
)]
[JsonSerializable(typeof(InferAnswerBody))]
[JsonSerializable(typeof(AnswerTexts))]
[JsonSerializable(typeof(AnswerNumbers))]
[JsonSerializable(typeof(FailureBody))]
[JsonSerializable(typeof(LiveBody))]
[JsonSerializable(typeof(ReadyBody))]
[JsonSerializable(typeof(ServerMetadataBody))]
[JsonSerializable(typeof(ModelListBody))]
[JsonSerializable(typeof(ModelMetadataBody))]
[JsonSerializable(typeof(ModelConfigBody))]
[JsonSerializable(typeof(IReadOnlyList<ModelIndexBody>))]
[JsonSerializable(typeof(StatisticsBody))]
internal sealed partial class OpenInferenceAnswers : JsonSerializerContext;

/// <summary>The JSON of answers.</summary>
internal static class OpenInferenceJson
{
    /// <summary>Characters such as é are not escaped, as in the native calls' answers.</summary>
    public static OpenInferenceAnswers Answers { get; } = new(ForeignJson.Relaxed(OpenInferenceAnswers.Default.Options));
}
