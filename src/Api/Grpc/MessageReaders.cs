using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using TransformerService.Api.Errors;
using TransformerService.Api.Ports;
using TransformerService.V1;

namespace TransformerService.Api.Grpc;

/// <summary>
/// Binds the services' calls so that messages are read here. Invalid UTF-8 in a string and a malformed protobuf message get different
/// errors. An unreadable message of a stream is passed on with its fault: only that message fails, not the stream.
/// </summary>
internal sealed class MessageReaders(ServiceBinderBase binder) : ServiceBinderBase
{
    /// <summary>Called by gRPC: <see cref="BindServiceMethodAttribute"/> of the service names it.</summary>
    public static void BindService(ServiceBinderBase binder, Transformer.TransformerBase? service) =>
        Transformer.BindService(new MessageReaders(binder), service);

    /// <summary>Called by gRPC: <see cref="BindServiceMethodAttribute"/> of the service names it.</summary>
    public static void BindService(ServiceBinderBase binder, Health.HealthBase? service) =>
        Health.BindService(new MessageReaders(binder), service);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler
    ) => binder.AddMethod(WithReader(method), handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler
    ) => binder.AddMethod(WithReader(method), handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler
    ) => binder.AddMethod(WithReader(method), handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler
    ) => binder.AddMethod(WithReader(method), handler);

    /// <summary>What is wrong with a message that the parser refused.</summary>
    public static Failure Describe(InvalidProtocolBufferException exception) =>
        exception.InnerException is DecoderFallbackException ? UnreadMessages.NotUtf8 : UnreadMessages.Malformed;

    private static Method<TRequest, TResponse> WithReader<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        var read = method.RequestMarshaller.ContextualDeserializer;
        Func<DeserializationContext, TRequest> reader =
            typeof(TRequest) == typeof(TranslateStreamRequest)
                ? static context => (TRequest)(object)TranslateStreamRequest.Read(context)
                : context => Read(read, context);
        return new Method<TRequest, TResponse>(
            method.Type,
            method.ServiceName,
            method.Name,
            Marshallers.Create(method.RequestMarshaller.ContextualSerializer, reader),
            method.ResponseMarshaller
        );
    }

    private static TRequest Read<TRequest>(Func<DeserializationContext, TRequest> read, DeserializationContext context)
    {
        try
        {
            return read(context);
        }
        catch (InvalidProtocolBufferException exception) when (Describe(exception) is { } failure && failure == UnreadMessages.NotUtf8)
        {
            // UnreadMessages adds the details: nothing here knows the call.
            throw new RpcException(new Status(failure.Kind.GrpcStatus, failure.Detail, exception));
        }
    }
}
