using TransformerService.Api.Contracts;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.OpenAi;

/// <summary>Translates between the bodies of <c>/v1/embeddings</c> and the pipeline's records.</summary>
internal static class OpenAiWire
{
    private const string Floats = "float",
        Base64 = "base64";

    /// <param name="body">The body.</param>
    /// <param name="model">The model that the path names; <see langword="null"/> if the body may name one.</param>
    public static EmbeddingRequest ToRequest(OpenAiEmbeddingsRequest body, string? model) =>
        body.EncodingFormat is null or Floats or Base64
            ? new EmbeddingRequest(WireValues.Required(body.Input, "input")) { Model = model ?? body.Model, Dimensions = body.Dimensions }
            : throw InferenceException.Invalid($"$.encoding_format must be \"{Floats}\" or \"{Base64}\".");

    public static bool IsBase64(OpenAiEmbeddingsRequest body) => body.EncodingFormat == Base64;

    public static bool Embeds(ModelInfo model) => model.Task == ModelTask.FeatureExtraction;

    public static OpenAiModel ToModel(ModelInfo model) => new(model.Name, "model", 0, "transformer-service");

    public static OpenAiEmbeddings ToAnswer(EmbeddingAnswer answer, bool isBase64)
    {
        var tokens = answer.Read.Sum(static text => text.InputTokens);
        return new OpenAiEmbeddings(
            "list",
            [.. answer.Embeddings.Select((values, index) => new OpenAiEmbedding("embedding", index, new OpenAiVector(values, isBase64)))],
            answer.Model,
            new OpenAiUsage(tokens, tokens)
        );
    }
}
