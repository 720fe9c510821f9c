using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/embed</c>.</summary>
internal static class EmbedEndpoints
{
    public static void MapEmbed(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost("/v1/embed", EmbedAsync)
            .WithTags("Inference")
            .WithSummary("Gives a vector for one text or for each of several")
            .WithDescription(
                "Pooling, normalisation and prompts are those of the model's sentence-transformers files. A text longer than the model's maxInputTokens is cut at its end, and the answer says so."
            )
            .Describes<EmbedRequestBody>(EmbedExamples.Requests, EmbedExamples.Answer)
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>();

    private static async Task<Ok<EmbedAnswerBody>> EmbedAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(request);
        var body = await reader.ReadAsync(request, RequestJson.Default.EmbedRequestBody, cancellationToken);
        var hold = RequestHolds.UntilSent(request.HttpContext);
        var answer = await pipeline.AskAsync<EmbeddingRequest, EmbeddingAnswer>(
            EmbeddingWire.ToRequest(body) with
            {
                Timeout = timeout,
                Caller = Callers.Of(request.HttpContext),
            },
            hold,
            cancellationToken
        );
        return TypedResults.Ok(EmbeddingWire.ToBody(answer));
    }
}
