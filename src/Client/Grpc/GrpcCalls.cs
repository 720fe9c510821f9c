using Grpc.Core;
using Polly;
using TransformerService.Client.Resilience;

namespace TransformerService.Client.Grpc;

/// <summary>Makes calls of gRPC, and reads their answers.</summary>
/// <param name="pipeline">Sends again what may be sent again.</param>
/// <param name="options">Address, key and time limits.</param>
internal sealed class GrpcCalls(ResiliencePipeline pipeline, TransformerServiceClientOptions options)
{
    private readonly Uri _address = options.Address!; // validated

    /// <summary>Makes a call that changes nothing, and that may therefore be sent again.</summary>
    public Task<TAnswer> AskAsync<TMessage, TAnswer>(
        Func<CallOptions, AsyncUnaryCall<TMessage>> call,
        Func<TMessage, TAnswer> read,
        CancellationToken cancellationToken
    ) => RunAsync(call, read, repeatable: true, cancellationToken);

    /// <summary>Makes a call that changes the server, once.</summary>
    public Task<TAnswer> ChangeAsync<TMessage, TAnswer>(
        Func<CallOptions, AsyncUnaryCall<TMessage>> call,
        Func<TMessage, TAnswer> read,
        CancellationToken cancellationToken
    ) => RunAsync(call, read, repeatable: false, cancellationToken);

    /// <summary>Opens a stream of answers, and returns it with whether there is a first one. It may be opened again until then.</summary>
    /// <param name="open">Opens the stream; its token ends the stream.</param>
    /// <param name="stop">Ends the stream.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<(AsyncServerStreamingCall<TMessage> Call, bool HasFirst)> OpenAsync<TMessage>(
        Func<CallOptions, AsyncServerStreamingCall<TMessage>> open,
        CancellationToken stop,
        CancellationToken cancellationToken
    )
    {
        return await ExecuteAsync(OpenOnceAsync, repeatable: true, cancellationToken).ConfigureAwait(false);

        async ValueTask<(AsyncServerStreamingCall<TMessage>, bool)> OpenOnceAsync(CancellationToken token)
        {
            var call = open(new CallOptions(Headers(), cancellationToken: stop));
            try
            {
                return (call, await call.ResponseStream.MoveNext(token).ConfigureAwait(false));
            }
            catch
            {
                call.Dispose();
                throw;
            }
        }
    }

    /// <summary>The options of a stream that is not sent again.</summary>
    public CallOptions StreamOptions(CancellationToken stop) => new(Headers(), cancellationToken: stop);

    /// <summary>The next message of a stream.</summary>
    public async ValueTask<bool> MoveNextAsync<TMessage>(IAsyncStreamReader<TMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            return await messages.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (GrpcFailures.Find(exception, _address, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private Task<TAnswer> RunAsync<TMessage, TAnswer>(
        Func<CallOptions, AsyncUnaryCall<TMessage>> call,
        Func<TMessage, TAnswer> read,
        bool repeatable,
        CancellationToken cancellationToken
    )
    {
        return ExecuteAsync(CallOnceAsync, repeatable, cancellationToken);

        async ValueTask<TAnswer> CallOnceAsync(CancellationToken token)
        {
            // The server drops the work of a call whose deadline has passed. gRPC measures it by the system's clock.
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + CallResilience.AttemptTime(repeatable, options);
            using var running = call(new CallOptions(Headers(), deadline, token));
            return read(await running.ResponseAsync.ConfigureAwait(false));
        }
    }

    private async Task<T> ExecuteAsync<T>(
        Func<CancellationToken, ValueTask<T>> attemptAsync,
        bool repeatable,
        CancellationToken cancellationToken
    )
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        if (repeatable)
        {
            CallResilience.SetRepeatable(context);
        }

        try
        {
            return await pipeline
                .ExecuteAsync(
                    static async (context, state) =>
                    {
                        try
                        {
                            return await state.attemptAsync(context.CancellationToken).ConfigureAwait(false);
                        }
                        catch (RpcException exception)
                            when (GrpcFailures.Find(exception, state._address, context.CancellationToken) is { } failure)
                        {
                            throw failure;
                        }
                    },
                    context,
                    (attemptAsync, _address)
                )
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (GrpcFailures.Find(exception, _address, cancellationToken) is { } failure)
        {
            throw failure;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Metadata Headers() => options.ApiKey is { } key ? new Metadata { { "x-api-key", key } } : [];
}
