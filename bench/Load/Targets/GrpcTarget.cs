using Grpc.Core;
using Grpc.Net.Client;
using TransformerService.Load.Processes;
using TransformerService.V1;

namespace TransformerService.Load.Targets;

/// <summary>This server over gRPC (HTTP/2 without TLS), on several connections, as several clients would have.</summary>
internal sealed class GrpcTarget : ILoadTarget
{
    private const int Connections = 4;

    /// <summary>A load repeats its texts; it should measure the model and not kept answers.</summary>
    private static readonly Metadata NoStore = new() { { "cache-control", "no-store" } };

    private readonly GrpcChannel[] _channels;
    private readonly Transformer.TransformerClient[] _clients;
    private readonly LoadRequest _request;
    private readonly ChildProcess? _process;
    private int _next;

    public GrpcTarget(Uri url, LoadRequest request, ChildProcess? process = null)
    {
        (_request, _process) = (request, process);
        _channels =
        [
            .. Enumerable
                .Range(0, Connections)
                .Select(_ =>
                    GrpcChannel.ForAddress(
                        url,
                        new GrpcChannelOptions
                        {
                            HttpHandler = new SocketsHttpHandler { UseProxy = false },
                            DisposeHttpClient = true,
                        }
                    )
                ),
        ];
        _clients = [.. _channels.Select(channel => new Transformer.TransformerClient(channel))];
    }

    public string Name => "grpc";

    public TimeSpan? ProcessorTime => _process?.ProcessorTime;

    public async Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken)
    {
        var client = _clients[(uint)Interlocked.Increment(ref _next) % Connections];
        try
        {
            if (_request.IsTranslation)
            {
                await client.TranslateAsync(Translate(text), NoStore, cancellationToken: cancellationToken);
            }
            else
            {
                var request = new ClassifyRequest { Texts = { text } };
                if (_request.Model is { } model)
                {
                    request.Model = model;
                }

                await client.ClassifyAsync(request, NoStore, cancellationToken: cancellationToken);
            }

            return CallOutcome.Answered;
        }
        catch (RpcException exception)
        {
            return exception.StatusCode switch
            {
                StatusCode.ResourceExhausted => CallOutcome.Refused,
                StatusCode.DeadlineExceeded => CallOutcome.TimedOut,
                _ => CallOutcome.Failed,
            };
        }
    }

    public ValueTask DisposeAsync()
    {
        Array.ForEach(_channels, channel => channel.Dispose());
        return ValueTask.CompletedTask;
    }

    private TranslateRequest Translate(string text)
    {
        var request = new TranslateRequest
        {
            Texts = { text },
            Options = new TranslateOptions { BeamSize = 1, SplitSentences = !_request.Whole },
        };
        if (_request.Model is { } model)
        {
            request.Model = model;
        }

        if (_request.NewTokens is { } tokens)
        {
            (request.Options.MinNewTokens, request.Options.MaxNewTokens) = (tokens, tokens);
        }

        return request;
    }
}
