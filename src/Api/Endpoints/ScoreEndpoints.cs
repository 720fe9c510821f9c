using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/score</c>.</summary>
internal static class ScoreEndpoints
{
    public static void MapScore(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost("/v1/score", ScoreAsync)
            .WithTags("Inference")
            .WithSummary("Returns the probability that a model gives to translations")
            .WithDescription(
                "The decoder follows each target token by token, over the whole vocabulary: no shortlist, no repetition penalty and no other "
                    + "option of decoding changes the probabilities."
            )
            .Describes<ScoreRequestBody>(ScoreExamples.Requests, ScoreExamples.Answer)
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>();

    private static async Task<Ok<ScoreAnswerBody>> ScoreAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(request);
        var body = await reader.ReadAsync(request, RequestJson.Default.ScoreRequestBody, cancellationToken);
        var answer = await pipeline.ScoreAsync(
            ScoreWire.ToRequest(body).From(request.HttpContext, timeout),
            RequestHolds.UntilSent(request.HttpContext),
            cancellationToken
        );
        return TypedResults.Ok(ScoreWire.ToBody(answer));
    }
}
