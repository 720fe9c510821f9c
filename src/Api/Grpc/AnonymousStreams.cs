using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Grpc;

/// <summary>
/// Counts the streams of clients without a key, and ends those that send nothing: no other limit does. Streams of reflection count as
/// streams without a key even if they have one. Other streams with a key may pause.
/// </summary>
internal sealed class AnonymousStreams(IOptions<GrpcOptions> options, TimeProvider timeProvider) : Interceptor
{
    private const string Reflection = "/grpc.reflection.";

    private readonly AddressPlaces _places = new(options.Value.MaxAnonymousStreams, options.Value.MaxAnonymousStreamsPerAddress);

    /// <summary>The streams that are open.</summary>
    public int Open => _places.Taken;

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        var http = context.GetHttpContext();
        if (http.Features.Get<AccessKey>() is not null && !context.Method.StartsWith(Reflection, StringComparison.Ordinal))
        {
            await continuation(requestStream, responseStream, context);
            return;
        }

        using var place =
            _places.Enter(Callers.Network(http.Connection.RemoteIpAddress), out var here)
            ?? throw new InferenceException(
                InferenceError.Overloaded,
                here >= options.Value.MaxAnonymousStreamsPerAddress
                    ? $"This address has {here} streams without a key open (Grpc:{nameof(GrpcOptions.MaxAnonymousStreamsPerAddress)}); end one."
                    : $"The server has {options.Value.MaxAnonymousStreams} streams without a key open (Grpc:{nameof(GrpcOptions.MaxAnonymousStreams)}); try again later."
            );
        await continuation(
            new IdleLimit<TRequest>(requestStream, options.Value.AnonymousStreamIdleTime, timeProvider),
            responseStream,
            context
        );
    }

    private sealed class IdleLimit<TRequest>(IAsyncStreamReader<TRequest> requests, TimeSpan limit, TimeProvider timeProvider)
        : IAsyncStreamReader<TRequest>
    {
        public TRequest Current => requests.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            var next = requests.MoveNext(cancellationToken);
            return next.IsCompleted ? next : WaitAsync(next);
        }

        private async Task<bool> WaitAsync(Task<bool> next)
        {
            try
            {
                return await next.WaitAsync(limit, timeProvider);
            }
            catch (TimeoutException exception) when (!next.IsCompleted)
            {
                throw new InferenceException(
                    InferenceError.TimedOut,
                    $"The stream sent nothing for {limit.TotalSeconds} s (Grpc:{nameof(GrpcOptions.AnonymousStreamIdleTime)}); open another when there is something to send.",
                    exception
                );
            }
        }
    }
}
