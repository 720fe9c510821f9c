using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/translate</c>.</summary>
internal static class TranslateEndpoints
{
    public static void MapTranslate(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost("/v1/translate", TranslateAsync)
            .WithTags("Inference")
            .WithSummary("Translates one text or several")
            .WithDescription(
                "A text of several sentences is split, translated as a batch and put together again with its white space as it was."
            )
            .Describes<TranslateRequestBody>(TranslateExamples.Requests, TranslateExamples.Answer)
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>();

    private static async Task<Ok<TranslateAnswerBody>> TranslateAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(request);
        var body = await reader.ReadAsync(request, RequestJson.Default.TranslateRequestBody, cancellationToken);
        var hold = RequestHolds.UntilSent(request.HttpContext);
        var answer = await pipeline.TranslateAsync(
            TranslationWire.ToRequest(body).From(request.HttpContext, timeout),
            hold,
            cancellationToken
        );
        return TypedResults.Ok(TranslationWire.ToBody(answer));
    }
}
