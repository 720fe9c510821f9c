using TransformerService.Api.Contracts;
using TransformerService.Api.Errors;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Swagger;

/// <summary>What endpoints say about themselves for the API's description.</summary>
internal static class EndpointDescriptions
{
    /// <summary>Describes the body that an endpoint reads itself, and the refusal of any other kind.</summary>
    public static RouteHandlerBuilder Describes<TBody>(
        this RouteHandlerBuilder endpoint,
        IReadOnlyList<RequestExample> requests,
        string answer
    ) => endpoint.WithMetadata(new BodyDescription(typeof(TBody), requests, answer)).AnswersProblems(InferenceError.UnsupportedMediaType);

    /// <summary>Everything that can go wrong on the way through the pipeline.</summary>
    public static RouteHandlerBuilder AnswersInferenceProblems(this RouteHandlerBuilder endpoint) =>
        endpoint.AnswersProblems(
            InferenceError.InvalidInput,
            InferenceError.Unauthenticated,
            InferenceError.ModelNotFound,
            InferenceError.InputTooLarge,
            InferenceError.Overloaded,
            InferenceError.ModelNotReady,
            InferenceError.TimedOut,
            InferenceError.Internal
        );

    public static RouteHandlerBuilder AnswersProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<InferenceError> errors)
    {
        foreach (var error in errors)
        {
            endpoint.Produces<ProblemBody>(ErrorTable.For(error).Status, ProblemWriter.MediaType);
        }

        return endpoint;
    }
}

/// <summary>An endpoint's metadata: the body that it reads itself, with examples of it and of the answer.</summary>
internal sealed record BodyDescription(Type Body, IReadOnlyList<RequestExample> Requests, string Answer);

/// <summary>A request body that works as it stands.</summary>
/// <param name="Name">Its key in the description.</param>
/// <param name="Summary">What it shows.</param>
/// <param name="Json">The body.</param>
internal sealed record RequestExample(string Name, string Summary, string Json);
