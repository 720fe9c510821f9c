using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Polly.CircuitBreaker;
using TransformerService.Api.Access;
using TransformerService.Models.Manifests;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Teachers;

namespace TransformerService.Api.Shadow;

/// <summary>
/// A teacher on another TransformerService, asked over gRPC through the pipeline of its address. The model's variant <c>teacher</c>
/// answers there, or the default variant if the model has no teacher.
/// </summary>
internal sealed class RemoteTeacher : IVariantClient
{
    private readonly RemoteTeacherAddress _address;
    private readonly TeacherPipeline _pipeline;
    private readonly GrpcChannel _channel;
    private readonly V1.Transformer.TransformerClient _client;
    private volatile Known? _known;
    private volatile string? _failure;
    private volatile string? _version;

    public RemoteTeacher(RemoteTeacherAddress address, TeacherPipeline pipeline, string? key)
    {
        (_address, _pipeline) = (address, pipeline);
        _channel = GrpcChannel.ForAddress(
            new UriBuilder(address.IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, address.Host, address.Port).Uri,
            new GrpcChannelOptions
            {
                ThrowOperationCanceledOnCancellation = true, // how the pipeline tells its timeout from other failures
                DisposeHttpClient = true,
                HttpHandler = new SocketsHttpHandler
                {
                    EnableMultipleHttp2Connections = true,

                    // A machine that vanished closes no connection: only an unanswered ping shows it.
                    KeepAlivePingDelay = TimeSpan.FromSeconds(30),
                    KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
                },
            }
        );
        _client = new V1.Transformer.TransformerClient(_channel.Intercept(metadata => Complete(metadata, key)));
    }

    public string Name => _address.ToString();

    public TeacherStatus Status =>
        _pipeline.Circuit is CircuitState.Open or CircuitState.Isolated
            ? new TeacherStatus(
                ShadowVariantState.Unreachable,
                _version,
                $"The circuit is open: too many calls failed, the last with {_failure ?? "an unknown failure"}. It is tried again soon."
            )
        : _failure is { } failure ? new TeacherStatus(ShadowVariantState.Unreachable, _version, $"The last call failed: {failure}.")
        : new TeacherStatus(
            _known is null ? ShadowVariantState.Loading : ShadowVariantState.Ready,
            _version,
            _known is null ? "It has not been asked yet." : null
        );

    public Task<TranslationAnswer> TranslateAsync(TranslationRequest request, CancellationToken cancellationToken) =>
        AskAsync(
            async (variant, token) =>
            {
                var answer = await _client.TranslateAsync(
                    TeacherMessages.ToMessage(request, _address.Model, variant),
                    cancellationToken: token
                );
                return (TeacherMessages.ToAnswer(answer), answer.Version);
            },
            cancellationToken
        );

    public Task<ClassificationAnswer> ClassifyAsync(ClassificationRequest request, CancellationToken cancellationToken) =>
        AskAsync(
            async (variant, token) =>
            {
                var answer = await _client.ClassifyAsync(
                    TeacherMessages.ToMessage(request, _address.Model, variant),
                    cancellationToken: token
                );
                return (TeacherMessages.ToAnswer(answer), answer.Version);
            },
            cancellationToken
        );

    public Task<InferenceAnswer> AskAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        AskAsync(
            async (variant, token) =>
            {
                var answer = await OtherTeacherMessages.AskAsync(_client, request, _address.Model, variant, token);
                return (answer, answer.Version);
            },
            cancellationToken
        );

    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The teacher itself must answer: noise is what it says to one text in two batches.</summary>
    private static Metadata Complete(Metadata metadata, string? key)
    {
        metadata.Add("cache-control", "no-store");
        if (key is not null)
        {
            metadata.Add(SentKey.Header, key);
        }

        return metadata;
    }

    private async Task<T> AskAsync<T>(
        Func<V1.Variant, CancellationToken, Task<(T Answer, string Version)>> call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (answer, version) = await _pipeline.Resilience.ExecuteAsync(
                async token =>
                {
                    _known ??= await FindAsync(token);
                    return await call(_known.Variant, token);
                },
                cancellationToken
            );
            (_version, _failure) = (version, null);
            return answer;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next answer from this address may come from another server.
            _known = null;

            // The other server's message is not repeated: the server is not trusted.
            if (exception is not BrokenCircuitException || _failure is null)
            {
                _failure = exception is RpcException rpc ? $"{nameof(StatusCode)}.{rpc.StatusCode}" : exception.GetType().Name;
            }

            throw;
        }
    }

    public bool IsOfTheTeacher(Exception exception) =>
        exception is not RpcException { StatusCode: StatusCode.InvalidArgument or StatusCode.ResourceExhausted };

    private async Task<Known> FindAsync(CancellationToken cancellationToken)
    {
        var model = await _client.GetModelAsync(new V1.GetModelRequest { Name = _address.Model }, cancellationToken: cancellationToken);
        return new Known(
            model.Variants.Any(variant => variant.Variant == V1.Variant.Teacher) ? V1.Variant.Teacher : V1.Variant.Unspecified
        );
    }

    /// <summary>What was found out about the other server.</summary>
    private sealed record Known(V1.Variant Variant);
}
