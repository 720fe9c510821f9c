using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TransformerService.Api.Errors;
using TransformerService.Models.Errors;
using RpcStatus = Google.Rpc.Status;

namespace TransformerService.Api.Ports;

/// <summary>Describes for gRPC, by the one error table, why a call or one text of a stream was not answered.</summary>
internal sealed class GrpcFailures(FailureReader failures, TimeProvider timeProvider)
{
    private const string Domain = "transformer-service";
    private const string TraceId = "traceId";

    /// <summary>A call's status, with <see cref="ErrorInfo"/> and, where it helps, <see cref="RetryInfo"/>.</summary>
    public static RpcStatus Describe(Failure failure, string traceId)
    {
        var info = new ErrorInfo { Reason = failure.Kind.Code, Domain = Domain };
        info.Metadata.Add(TraceId, traceId);
        var status = new RpcStatus
        {
            Code = (int)failure.Kind.GrpcStatus,
            Message = failure.Detail,
            Details = { Any.Pack(info) },
        };
        if (failure.RetryAfterSeconds is { } seconds)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) }));
        }

        return status;
    }

    /// <summary>The exception that ends a call.</summary>
    public RpcException End(Exception exception, ServerCallContext context) =>
        IsOfUnknownCompression(exception)
            ? (RpcException)exception
            : Describe(Named(Read(exception, context), context), RequestTrace.Id(context.GetHttpContext())).ToRpcException();

    /// <summary>The error that takes the place of one text's answer.</summary>
    public V1.Error Answer(Exception exception)
    {
        var failure = failures.Read(exception);
        return new V1.Error
        {
            Code = (int)failure.Kind.GrpcStatus,
            Reason = failure.Kind.Code,
            Message = failure.Detail,
            RetryDelay = failure.RetryAfterSeconds is { } seconds ? Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) : null,
        };
    }

    private Failure Read(Exception exception, ServerCallContext context) =>
        exception switch
        {
            _ when IsOver(context) && IsOfCancellation(exception) => Cancelled(context),
            RpcException { StatusCode: StatusCode.ResourceExhausted } => UnreadMessages.TooLarge,
            // gRPC's reader throws the last for a frame whose first byte is neither 0 nor 1; AnswerStream throws it for a frame of an
            // impossible length.
            RpcException or InvalidProtocolBufferException or InvalidDataException => UnreadMessages.Malformed,
            _ => failures.Read(exception),
        };

    /// <summary>The failure with the field names of another server's service.</summary>
    private static Failure Named(Failure failure, ServerCallContext context) =>
        context.GetHttpContext().GetEndpoint()?.Metadata.GetMetadata<FieldNames>() is { } fields
            ? failure with
            {
                Detail = fields.In(failure.Detail),
            }
            : failure;

    // The protocol has a status of its own for this, with a header of the known encodings. The framework answers unary calls in the same
    // way.
    private static bool IsOfUnknownCompression(Exception exception) => exception is RpcException { StatusCode: StatusCode.Unimplemented };

    // A deadline ends the call a moment before it cancels the token.
    private bool IsOver(ServerCallContext context) => context.CancellationToken.IsCancellationRequested || HasLapsed(context);

    private bool HasLapsed(ServerCallContext context) => context.Deadline <= timeProvider.GetUtcNow().UtcDateTime;

    // gRPC's readers and writers throw InvalidOperationException once the call has ended.
    private static bool IsOfCancellation(Exception exception) =>
        exception
            is OperationCanceledException
                or IOException
                or InvalidOperationException
                or InferenceException { Error: InferenceError.Cancelled };

    private Failure Cancelled(ServerCallContext context) =>
        HasLapsed(context)
            ? new Failure(InferenceError.TimedOut, "The call's deadline passed before the answer was ready; set a later one, or send less.")
            : new Failure(InferenceError.Cancelled, "The caller went away.");
}
