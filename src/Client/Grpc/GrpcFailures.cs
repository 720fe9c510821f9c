using Google.Rpc;
using Grpc.Core;
using TransformerService.Client.Resilience;

namespace TransformerService.Client.Grpc;

/// <summary>Reads why a call of gRPC was not answered.</summary>
internal static class GrpcFailures
{
    private const string TraceId = "traceId";

    /// <summary>The exception that a caller gets; <see langword="null"/> if it gets the original one, such as its own cancellation.</summary>
    public static Exception? Find(Exception exception, Uri address, CancellationToken cancellationToken) =>
        exception switch
        {
            RpcException when cancellationToken.IsCancellationRequested => new OperationCanceledException(
                exception.Message,
                exception,
                cancellationToken
            ),
            RpcException failure => Read(failure, address),
            _ => ClientFailures.Find(exception, address, cancellationToken),
        };

    /// <summary>The failure of one text of a stream.</summary>
    public static TransformerServiceException Read(V1.Error error) =>
        new(error.Reason, error.Message) { RetryAfter = error.RetryDelay?.ToTimeSpan(), IsTransient = IsTransient(error.Reason) };

    private static TransformerServiceException Read(RpcException exception, Uri address)
    {
        var status = exception.GetRpcStatus();
        if (status?.GetDetail<ErrorInfo>() is not { } info)
        {
            return FromTransport(exception, address);
        }

        var retryAfter = status.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
        return new TransformerServiceException(info.Reason, exception.Status.Detail, innerException: exception)
        {
            TraceId = info.Metadata.TryGetValue(TraceId, out var id) ? id : null,
            RetryAfter = retryAfter,
            IsTransient = IsTransient(info.Reason),
        };
    }

    private static bool IsTransient(string reason) =>
        reason is TransformerServiceErrors.Overloaded or TransformerServiceErrors.ModelNotReady;

    // The status does not come from the service, but from the connection, or from something between client and server.
    private static TransformerServiceException FromTransport(RpcException exception, Uri address) =>
        exception switch
        {
            { StatusCode: StatusCode.DeadlineExceeded } => ClientFailures.TimedOut(exception),
            { StatusCode: StatusCode.Unavailable } or { Status.DebugException: HttpRequestException or IOException } =>
                ClientFailures.Unreachable(address, exception),
            { StatusCode: StatusCode.Unimplemented } => New(TransformerServiceErrors.NotFound, exception),
            { StatusCode: StatusCode.Unauthenticated } => New(TransformerServiceErrors.Unauthenticated, exception),
            { StatusCode: StatusCode.PermissionDenied } => New(TransformerServiceErrors.Forbidden, exception),
            { StatusCode: StatusCode.ResourceExhausted } => New(TransformerServiceErrors.Overloaded, exception),
            { StatusCode: StatusCode.InvalidArgument } => New(TransformerServiceErrors.InvalidInput, exception),
            { StatusCode: StatusCode.Cancelled } => New(TransformerServiceErrors.Cancelled, exception),
            _ => New(TransformerServiceErrors.Internal, exception),
        };

    private static TransformerServiceException New(string code, RpcException exception) =>
        new(code, exception.Status.Detail, innerException: exception);
}
