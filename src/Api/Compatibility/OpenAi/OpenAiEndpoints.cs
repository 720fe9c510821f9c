using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Errors;
using TransformerService.Inference;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.OpenAi;

/// <summary>OpenAI's <c>/v1/embeddings</c>, with this server's embedding models.</summary>
internal static class OpenAiEndpoints
{
    public static void MapOpenAi(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.ServiceProvider.GetRequiredService<IOptions<CompatibilityOptions>>().Value.OpenAi.Enabled)
        {
            return;
        }

        endpoints
            .MapPost("/v1/embeddings", EmbedAsync)
            .WithMetadata(OpenAiErrors.Instance)
            .AddEndpointFilter<ExpectedFailureFilter>()
            .ExcludeFromDescription(); // docs/compatibility.md describes it
    }

    private static async Task<IResult> EmbedAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(request);
        var body = await reader.ReadAsync(request, OpenAiRequests.Default.OpenAiEmbeddingsRequest, cancellationToken);
        var answer = await pipeline.AskAsync<EmbeddingRequest, EmbeddingAnswer>(
            OpenAiWire.ToRequest(body).From(request.HttpContext, timeout),
            RequestHolds.UntilSent(request.HttpContext),
            cancellationToken
        );
        return TypedResults.Json(OpenAiWire.ToAnswer(answer, OpenAiWire.IsBase64(body)), OpenAiAnswers.Default.OpenAiEmbeddings);
    }
}
