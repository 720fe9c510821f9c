using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/tag</c>.</summary>
internal static class TagEndpoints
{
    public static void MapTag(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost("/v1/tag", TagAsync)
            .WithTags("Inference")
            .WithSummary("Labels parts of one text or several, such as names")
            .WithDescription(
                "Tokens are joined to entities as in transformers' token-classification pipeline. A text longer than the model's maxInputTokens is cut at its end, and the answer says so."
            )
            .Describes<TagRequestBody>(TagExamples.Requests, TagExamples.Answer)
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>();

    private static async Task<Ok<TagAnswerBody>> TagAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(request);
        var body = await reader.ReadAsync(request, RequestJson.Default.TagRequestBody, cancellationToken);
        var hold = RequestHolds.UntilSent(request.HttpContext);
        var answer = await pipeline.AskAsync<TagRequest, TagAnswer>(
            TaggingWire.ToRequest(body) with
            {
                Timeout = timeout,
                Caller = Callers.Of(request.HttpContext),
            },
            hold,
            cancellationToken
        );
        return TypedResults.Ok(TaggingWire.ToBody(answer));
    }
}
