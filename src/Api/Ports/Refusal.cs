using System.Globalization;
using Google.Protobuf;
using TransformerService.Api.Errors;
using RpcStatus = Google.Rpc.Status;

namespace TransformerService.Api.Ports;

/// <summary>Answers a call that is refused before anything reads it, in the protocol that it came by.</summary>
internal static class Refusal
{
    public const string GrpcMediaType = "application/grpc";
    public const string StatusHeader = "grpc-status";
    public const string MessageHeader = "grpc-message";
    private const string DetailsHeader = "grpc-status-details-bin";

    /// <summary>Whether a call came by gRPC to the gRPC port.</summary>
    public static bool IsGrpcCall(HttpContext context) =>
        context.Features.Get<GrpcDoor>() is not null
        && context.Request.ContentType?.StartsWith(GrpcMediaType, StringComparison.Ordinal) == true;

    public static Task WriteAsync(HttpContext context, Failure failure)
    {
        if (!IsGrpcCall(context))
        {
            return ProblemWriter.WriteAsync(context, failure);
        }

        UnreadMessages.MarkRead(context);
        Write(context.Response, GrpcFailures.Describe(failure, RequestTrace.Id(context)));
        return Task.CompletedTask;
    }

    /// <summary>Ends a call before anything was written: what would be trailers can still be sent as headers.</summary>
    public static void Write(HttpResponse response, RpcStatus status)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = GrpcMediaType;
        response.Headers[StatusHeader] = status.Code.ToString(CultureInfo.InvariantCulture);
        response.Headers[MessageHeader] = GrpcMessageText.Escape(status.Message);
        response.Headers[DetailsHeader] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
    }
}
