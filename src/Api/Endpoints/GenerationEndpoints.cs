using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Inference;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/generate</c>: one answer, or server-sent events while the texts are generated.</summary>
internal static class GenerationEndpoints
{
    private const string EventStream = "text/event-stream",
        Part = "part",
        Answer = "answer",
        Problem = "problem";

    public static void MapGeneration(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapPost("/v1/generate", AnswerAsync)
            .WithTags("Inference")
            .WithSummary("Generates text from one text or several: summaries, other wordings, answers")
            .WithDescription(
                "Each text is one sequence, as it is. With the header Accept: text/event-stream the texts are sent while they are generated, as "
                    + "server-sent events: part (a GeneratedPartBody), at the end answer (the whole GenerateAnswerBody), or problem (a "
                    + "ProblemBody) if it fails after the first part. A beam search sends what all its beams have in common."
            )
            .AnswersInferenceProblems()
            .AddEndpointFilter<ExpectedFailureFilter>()
            .Describes<GenerateRequestBody>(GenerateExamples.Requests, GenerateExamples.Answer);

    private static async Task<Results<Ok<GenerateAnswerBody>, EmptyHttpResult>> AnswerAsync(
        HttpContext context,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        FailureReader failures,
        CancellationToken cancellationToken
    )
    {
        var timeout = RequestTimeoutHeader.Read(context.Request);
        var body = await reader.ReadAsync(context.Request, RequestJson.Default.GenerateRequestBody, cancellationToken);
        var request = GenerationWire.ToRequest(body).From(context, timeout);
        var hold = RequestHolds.UntilSent(context);
        if (!WantsEvents(context.Request))
        {
            var answer = await pipeline.AskAsync<GenerationRequest, GenerationAnswer>(request, hold, cancellationToken);
            return TypedResults.Ok(GenerationWire.ToBody(answer));
        }

        try
        {
            var answer = await pipeline.StreamAsync(
                request,
                (part, token) =>
                    new ValueTask(
                        WriteAsync(context.Response, Part, GenerationWire.ToBody(part), WireJson.Answers.GeneratedPartBody, token)
                    ),
                hold,
                cancellationToken
            );
            var whole = GenerationWire.ToBody(answer);
            await WriteAsync(context.Response, Answer, whole, WireJson.Answers.GenerateAnswerBody, cancellationToken);
        }
        catch (InferenceException) when (context.Response.HasStarted && cancellationToken.IsCancellationRequested)
        {
            // The caller went away in the middle of the stream: there is nobody to tell.
        }
        catch (InferenceException exception) when (context.Response.HasStarted)
        {
            var failure = failures.Read(exception);
            var problem = ProblemWriter.Describe(failure.Kind, failure.Detail, RequestTrace.Id(context));
            await WriteAsync(context.Response, Problem, problem, WireJson.Answers.ProblemBody, cancellationToken);
        }

        return TypedResults.Empty;
    }

    /// <summary>Whether the caller names the media type of server-sent events; a range such as */* means JSON.</summary>
    private static bool WantsEvents(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .Accept.Any(accepted =>
                accepted.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0
            );

    private static async Task WriteAsync<T>(
        HttpResponse response,
        string name,
        T body,
        JsonTypeInfo<T> json,
        CancellationToken cancellationToken
    )
    {
        if (!response.HasStarted)
        {
            response.ContentType = EventStream;
            response.Headers.CacheControl = "no-store";
        }

        await response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(body, json)}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
