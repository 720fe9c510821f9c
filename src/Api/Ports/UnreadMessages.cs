using Grpc.AspNetCore.Server;
using Grpc.Core;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Ports;

/// <summary>
/// Sets the table's status for messages that the framework could not read. The framework reads a unary call's message before any
/// interceptor runs. It answers one that is too large with RESOURCE_EXHAUSTED, which invites clients to try again, and a malformed one
/// with UNKNOWN. A request that is not a gRPC call keeps the framework's 415.
/// </summary>
internal static class UnreadMessages
{
    private const string OwnService = "transformer.v1.Transformer",
        OpenInferenceService = "inference.GRPCInferenceService";

    private static readonly object Read = new();

    public static Failure TooLarge { get; } =
        new(
            InferenceError.InputTooLarge,
            "The message is larger than Access:MaxRequestBodyBytes; send fewer or shorter texts in one request."
        );

    public static Failure NotUtf8 { get; } = new(InferenceError.InvalidInput, RequestBody.NotUtf8);

    public static Failure Malformed { get; } =
        new(InferenceError.InvalidInput, "The message could not be read; send what transformer.proto describes.");

    /// <summary>Records that the message was read: later failures have their status already.</summary>
    public static void MarkRead(HttpContext context) => context.Items[Read] = true;

    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response.HasStarted || context.Items.ContainsKey(Read) || !IsOurs(context))
        {
            return;
        }

        if (Failed(context.Response.Headers[Refusal.StatusHeader]) is { } failure)
        {
            Refusal.Write(context.Response, GrpcFailures.Describe(failure, RequestTrace.Id(context)));
        }
    }

    private static bool IsOurs(HttpContext context) =>
        Refusal.IsGrpcCall(context)
        && context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.ServiceName
            is OwnService
                or OpenInferenceService
                or ProbePaths.GrpcService;

    private static Failure? Failed(string? status) =>
        Enum.TryParse<StatusCode>(status, out var code)
            ? code switch
            {
                StatusCode.ResourceExhausted => TooLarge,
                StatusCode.InvalidArgument => NotUtf8, // from MessageReaders
                StatusCode.Unknown or StatusCode.Internal => Malformed,
                _ => null,
            }
            : null;
}
