using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Compatibility.TextEmbeddings;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.OpenAi;

/// <summary>OpenAI's calls for embeddings and models, with this server's embedding models.</summary>
internal static class OpenAiEndpoints
{
    /// <summary>Where all calls are; <c>/v1/models</c> is the native call.</summary>
    public const string Own = "/openai/v1";

    /// <summary>Text Embeddings Inference has the call, too: there the path names the model.</summary>
    private const string OfModel = TeiEndpoints.OfModel + "/v1";

    public static IServiceCollection AddOpenAi(this IServiceCollection services) => services.AddSingleton(OpenAiDocument.Instance);

    public static void MapOpenAi(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.Offers(static options => options.OpenAi))
        {
            return;
        }

        var isTei = endpoints.Offers(static options => options.TextEmbeddings);
        foreach (var root in isTei ? (string[])["/v1", Own, OfModel] : ["/v1", Own])
        {
            endpoints.MapCall<OpenAiEmbeddingsRequest, EmbeddingRequest, EmbeddingAnswer>(
                root + "/embeddings",
                OpenAiErrors.Instance,
                static (request, reader, cancellationToken) =>
                    reader.ReadAsync(request, OpenAiRequests.Default.OpenAiEmbeddingsRequest, cancellationToken),
                static (request, body) => OpenAiWire.ToRequest(body, request.RouteValues[TeiModels.PathPart] as string),
                static (_, body, answer) =>
                    TypedResults.Json(OpenAiWire.ToAnswer(answer, OpenAiWire.IsBase64(body)), OpenAiJson.Answers.OpenAiEmbeddings),
                OpenAiDocument.Embeddings
            );
        }

        endpoints.MapGet(Own + "/models", ListModels).Answers(OpenAiErrors.Instance, OpenAiDocument.Models);
        endpoints.MapGet(Own + "/models/{name}", GetModel).Answers(OpenAiErrors.Instance, OpenAiDocument.OneModel);
    }

    private static JsonHttpResult<OpenAiModels> ListModels(ModelCatalog catalog) =>
        TypedResults.Json(
            new OpenAiModels("list", [.. catalog.Describe().Where(OpenAiWire.Embeds).Select(OpenAiWire.ToModel)]),
            OpenAiJson.Answers.OpenAiModels
        );

    private static JsonHttpResult<OpenAiModel> GetModel(string name, ModelCatalog catalog) =>
        catalog.Describe(name) is var model && OpenAiWire.Embeds(model)
            ? TypedResults.Json(OpenAiWire.ToModel(model), OpenAiJson.Answers.OpenAiModel)
            : throw InferenceException.NoSuchModel();
}
