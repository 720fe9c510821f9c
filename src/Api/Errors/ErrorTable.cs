using System.Collections.Frozen;
using System.Text.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>The one place that decides which HTTP status a failure gets.</summary>
internal static class ErrorTable
{
    public static ProblemKind PathNotFound { get; } = new("notFound", StatusCodes.Status404NotFound, "There is nothing at this path.");

    public static ProblemKind MethodNotAllowed { get; } =
        new("methodNotAllowed", StatusCodes.Status405MethodNotAllowed, "The path does not answer this method.");

    private static readonly FrozenDictionary<InferenceError, ProblemKind> Kinds = new[]
    {
        Row(InferenceError.InvalidInput, StatusCodes.Status400BadRequest, "The request is wrong."),
        Row(InferenceError.Unauthenticated, StatusCodes.Status401Unauthorized, "The call needs a valid key."),
        Row(InferenceError.Forbidden, StatusCodes.Status403Forbidden, "The key does not allow this call."),
        Row(InferenceError.ModelNotFound, StatusCodes.Status404NotFound, "There is no such model."),
        Row(InferenceError.InputTooLarge, StatusCodes.Status413PayloadTooLarge, "The request is too large."),
        Row(InferenceError.Overloaded, StatusCodes.Status429TooManyRequests, "The server is busy.", retryAfterSeconds: 1),
        Row(InferenceError.ModelNotReady, StatusCodes.Status503ServiceUnavailable, "The model cannot answer now.", retryAfterSeconds: 5),
        Row(InferenceError.TimedOut, StatusCodes.Status504GatewayTimeout, "The answer took too long."),
        Row(InferenceError.Cancelled, StatusCodes.Status499ClientClosedRequest, "The caller went away."),
        Row(InferenceError.Internal, StatusCodes.Status500InternalServerError, "The server failed."),
    }.ToFrozenDictionary(row => row.Key, row => row.Value);

    /// <summary>The row of a failure.</summary>
    public static ProblemKind For(InferenceError error) => Kinds[error];

    private static KeyValuePair<InferenceError, ProblemKind> Row(
        InferenceError error, int status, string title, int? retryAfterSeconds = null) =>
        new(error, new ProblemKind(JsonNamingPolicy.CamelCase.ConvertName(error.ToString()), status, title, retryAfterSeconds, error));
}
