using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/tokenize</c> and <c>/v1/detokenize</c>.</summary>
internal static class TokenizeEndpoints
{
    public static void MapTokenize(this IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapPost("/v1/tokenize", TokenizeAsync)
            .WithTags("Inference")
            .WithSummary("Splits one text or several into a model's tokens")
            .WithDescription(
                "Each text is one sequence, as with splitSentences false. Places are counted in code points (Unicode scalar values) of the "
                    + "text as it was sent; half of a surrogate pair counts as one."
            )
            .Describes<TokenizeRequestBody>(TokenizeExamples.Requests, TokenizeExamples.Answer)
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>();
        endpoints
            .MapPost("/v1/detokenize", DetokenizeAsync)
            .WithTags("Inference")
            .WithSummary("Joins a model's tokens to text")
            .WithDescription("The ids are written as the model's answers are. An id counts as a character against the limits.")
            .Describes<DetokenizeRequestBody>(TokenizeExamples.Detokenizations, TokenizeExamples.Detokenized)
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>();
    }

    private static async Task<Ok<TokenizeAnswerBody>> TokenizeAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(request);
        var body = await reader.ReadAsync(request, RequestJson.Default.TokenizeRequestBody, cancellationToken);
        var answer = await pipeline.TokenizeAsync(
            TokenizationWire.ToRequest(body).From(request.HttpContext, timeout),
            RequestHolds.UntilSent(request.HttpContext),
            cancellationToken
        );
        return TypedResults.Ok(TokenizationWire.ToBody(answer));
    }

    private static async Task<Ok<DetokenizeAnswerBody>> DetokenizeAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(request);
        var body = await reader.ReadAsync(request, RequestJson.Default.DetokenizeRequestBody, cancellationToken);
        var answer = await pipeline.DetokenizeAsync(
            TokenizationWire.ToRequest(body).From(request.HttpContext, timeout),
            RequestHolds.UntilSent(request.HttpContext),
            cancellationToken
        );
        return TypedResults.Ok(TokenizationWire.ToBody(answer));
    }
}
