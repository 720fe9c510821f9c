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
