using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/classify</c>.</summary>
internal static class ClassifyEndpoints
{
    public static void MapClassify(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost("/v1/classify", ClassifyAsync)
            .WithTags("Inference")
            .WithSummary("Classifies one text or several, or pairs of texts")
            .WithDescription(
                "A text longer than the model's maxInputTokens is cut at its end, and the answer says so. With candidateLabels, a model of natural language inference classifies by labels of your own, such as {\"text\": \"Book a flight.\", \"candidateLabels\": [\"travel\", \"banking\"]}."
            )
            .Describes<ClassifyRequestBody>(ClassifyExamples.Requests, ClassifyExamples.Answer)
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>();

    private static async Task<Ok<ClassifyAnswerBody>> ClassifyAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(request);
        var body = await reader.ReadAsync(request, RequestJson.Default.ClassifyRequestBody, cancellationToken);
        var hold = RequestHolds.UntilSent(request.HttpContext);
        var answer = await pipeline.ClassifyAsync(
            ClassificationWire.ToRequest(body).From(request.HttpContext, timeout),
            hold,
            cancellationToken
        );
        return TypedResults.Ok(ClassificationWire.ToBody(answer));
    }
}
