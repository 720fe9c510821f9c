using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/rerank</c>.</summary>
internal static class RerankEndpoints
{
    public static void MapRerank(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost("/v1/rerank", RerankAsync)
            .WithTags("Inference")
            .WithSummary("Orders documents by how well they answer a query")
            .WithDescription(
                "A cross-encoder reads the query with each document. If the two are longer than the model's maxInputTokens, the longer one is cut."
            )
            .Describes<RerankRequestBody>(RerankExamples.Requests, RerankExamples.Answer)
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>();

    private static async Task<Ok<RerankAnswerBody>> RerankAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(request);
        var body = await reader.ReadAsync(request, RequestJson.Default.RerankRequestBody, cancellationToken);
        var hold = RequestHolds.UntilSent(request.HttpContext);
        var answer = await pipeline.AskAsync<RerankRequest, RerankAnswer>(
            RankingWire.ToRequest(body) with
            {
                Timeout = timeout,
                Caller = Callers.Of(request.HttpContext),
            },
            hold,
            cancellationToken
        );
        return TypedResults.Ok(RankingWire.ToBody(answer));
    }
}
