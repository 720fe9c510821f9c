using Grpc.Core;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

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
