using System.Collections.Frozen;
using System.Text.Json;
using Grpc.Core;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>The one place that decides which status a failure gets, in HTTP and in gRPC.</summary>
internal static class ErrorTable
{
    public static ProblemKind PathNotFound { get; } =
        new("notFound", StatusCodes.Status404NotFound, StatusCode.Unimplemented, "There is nothing at this path.");

    public static ProblemKind MethodNotAllowed { get; } =
        new("methodNotAllowed", StatusCodes.Status405MethodNotAllowed, StatusCode.Unimplemented, "The path does not answer this method.");

    private static readonly FrozenDictionary<InferenceError, ProblemKind> Kinds = new[]
    {
        Row(InferenceError.InvalidInput, StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, "The request is wrong."),
        Row(InferenceError.Unauthenticated, StatusCodes.Status401Unauthorized, StatusCode.Unauthenticated, "The call needs a valid key."),
        Row(InferenceError.Forbidden, StatusCodes.Status403Forbidden, StatusCode.PermissionDenied, "The key does not allow this call."),
        Row(InferenceError.ModelNotFound, StatusCodes.Status404NotFound, StatusCode.NotFound, "There is no such model."),
        Row(InferenceError.InputTooLarge, StatusCodes.Status413PayloadTooLarge, StatusCode.InvalidArgument, "The request is too large."),
        Row(
            InferenceError.UnsupportedMediaType,
            StatusCodes.Status415UnsupportedMediaType,
            StatusCode.InvalidArgument, // gRPC's never gets so far
            "The body's media type or encoding is not supported."
        ),
        Row(
            InferenceError.Overloaded,
            StatusCodes.Status429TooManyRequests,
            StatusCode.ResourceExhausted,
            "The server is busy.",
            retryAfterSeconds: 1
        ),
        Row(
            InferenceError.QuotaExceeded,
            StatusCodes.Status429TooManyRequests,
            StatusCode.ResourceExhausted,
            "The key's quota of this month is used up."
        ),
        Row(
            InferenceError.ModelNotReady,
            StatusCodes.Status503ServiceUnavailable,
            StatusCode.Unavailable,
            "The model cannot answer now.",
            retryAfterSeconds: 5
        ),
        Row(InferenceError.VersionRefused, StatusCodes.Status409Conflict, StatusCode.FailedPrecondition, "The version does not take over."),
        Row(InferenceError.TimedOut, StatusCodes.Status504GatewayTimeout, StatusCode.DeadlineExceeded, "The answer took too long."),
        Row(InferenceError.Cancelled, StatusCodes.Status499ClientClosedRequest, StatusCode.Cancelled, "The caller went away."),
        Row(InferenceError.Internal, StatusCodes.Status500InternalServerError, StatusCode.Internal, "The server failed."),
    }.ToFrozenDictionary(row => row.Key, row => row.Value);

    /// <summary>The row of a failure.</summary>
    public static ProblemKind For(InferenceError error) => Kinds[error];

    private static KeyValuePair<InferenceError, ProblemKind> Row(
        InferenceError error,
        int status,
        StatusCode grpcStatus,
        string title,
        int? retryAfterSeconds = null
    ) =>
        new(
            error,
            new ProblemKind(JsonNamingPolicy.CamelCase.ConvertName(error.ToString()), status, grpcStatus, title, retryAfterSeconds, error)
        );
}

/// <summary>One row of the table: how a failure looks in HTTP and in gRPC.</summary>
/// <param name="Code">The name that a program checks, in camelCase.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="GrpcStatus">The gRPC status.</param>
/// <param name="Title">What it means, the same for every occurrence.</param>
/// <param name="RetryAfterSeconds">When it makes sense to try again; <see langword="null"/> where trying again does not help.</param>
/// <param name="Error">The failure; <see langword="null"/> for failures that exist only in HTTP: an unknown path or method.</param>
internal sealed record ProblemKind(
    string Code,
    int Status,
    StatusCode GrpcStatus,
    string Title,
    int? RetryAfterSeconds = null,
    InferenceError? Error = null
);
