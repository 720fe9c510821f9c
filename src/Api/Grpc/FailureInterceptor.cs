using Grpc.Core;
using Grpc.Core.Interceptors;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Grpc;

/// <summary>Ends every call that throws with the status from the error table.</summary>
internal sealed class FailureInterceptor(GrpcFailures failures) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        UnreadMessages.MarkRead(context.GetHttpContext());
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception)
        {
            throw failures.End(exception, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        UnreadMessages.MarkRead(context.GetHttpContext());
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception)
        {
            throw failures.End(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        UnreadMessages.MarkRead(context.GetHttpContext());
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception)
        {
            throw failures.End(exception, context);
        }
    }
}
