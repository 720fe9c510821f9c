using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using TransformerService.Api.Tests.Access;
using TransformerService.OpenInference.V2;
using TransformerService.V1;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Attackers over gRPC, several calls on each connection.</summary>
internal static class GrpcCalls
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50),
        PauseOfWatches = TimeSpan.FromSeconds(1);

    /// <summary>Connections with so many calls on each, every one made again when it ends.</summary>
    public static Task UnaryAsync(
        Attack attack,
        int inFlight,
        Func<Transformer.TransformerClient, CallOptions, Task> call,
        int connections = 1
    ) =>
        OverAsync(
            attack,
            connections,
            async (channel, key) =>
            {
                var client = new Transformer.TransformerClient(channel);
                await attack.AllAsync(
                    inFlight,
                    async _ =>
                    {
                        while (!attack.Stop.IsCancellationRequested)
                        {
                            var outcome = await OutcomeAsync(
                                attack,
                                () => call(client, new CallOptions(AccessServer.Metadata(key), cancellationToken: attack.Stop))
                            );
                            attack.Counted.Add(outcome);
                            if (outcome != CallCounts.Answered)
                            {
                                await Task.Delay(Pause, attack.Stop);
                            }
                        }
                    }
                );
            }
        );

    /// <summary>
    /// Connections of streams that each have as many texts in flight as they may; counted are texts, and streams that end.
    /// </summary>
    public static Task StreamsAsync(Attack attack, int connections, int streams, Func<int, TranslateStreamRequest> text) =>
        StreamsAsync(
            attack,
            connections,
            streams,
            Pause,
            (channel, key) => StreamAsync(attack, new Transformer.TransformerClient(channel), key, text)
        );

    /// <summary>
    /// Streams of one connection that each have as many inferences in flight as they may; counted are inferences, and streams that end.
    /// </summary>
    public static Task InferencesAsync(Attack attack, int streams, ModelInferRequest request) =>
        StreamsAsync(
            attack,
            connections: 1,
            streams,
            Pause,
            (channel, key) => StreamAsync(attack, new GRPCInferenceService.GRPCInferenceServiceClient(channel), key, request)
        );

    /// <summary>Connections of health watches that stay open.</summary>
    public static Task WatchesAsync(Attack attack, int connections, int watches) =>
        StreamsAsync(
            attack,
            connections,
            watches,
            PauseOfWatches,
            async (channel, _) =>
            {
                using var call = new Health.HealthClient(channel).Watch(new HealthCheckRequest(), cancellationToken: attack.Stop);
                while (await call.ResponseStream.MoveNext(attack.Stop))
                {
                    attack.Counted.Add(CallCounts.Answered);
                }
            }
        );

    /// <summary>Connections of streams that ask for one text, and then for nothing; counted are answers, and streams that end.</summary>
    public static Task IdleStreamsAsync(Attack attack, int connections, int streams) =>
        StreamsAsync(
            attack,
            connections,
            streams,
            PauseOfWatches,
            async (channel, key) =>
            {
                using var call = new Transformer.TransformerClient(channel).TranslateStream(key, cancellationToken: attack.Stop);
                await call.RequestStream.WriteAsync(
                    new TranslateStreamRequest
                    {
                        Id = "1",
                        Text = Names.Sentence,
                        Model = Names.Translator,
                    },
                    attack.Stop
                );
                while (await call.ResponseStream.MoveNext(attack.Stop))
                {
                    attack.Counted.Add(Outcome(call.ResponseStream.Current));
                }
            }
        );

    /// <summary>Connections with so many streams on each, every one opened again when it ends.</summary>
    private static Task StreamsAsync(
        Attack attack,
        int connections,
        int streams,
        TimeSpan pause,
        Func<GrpcChannel, Metadata, Task> streamAsync
    ) =>
        OverAsync(
            attack,
            connections,
            (channel, key) =>
                attack.AllAsync(
                    streams,
                    async _ =>
                    {
                        while (!attack.Stop.IsCancellationRequested)
                        {
                            attack.Counted.Add(await OutcomeAsync(attack, () => streamAsync(channel, AccessServer.Metadata(key))));
                            await Task.Delay(pause, attack.Stop);
                        }
                    }
                )
        );

    private static async Task StreamAsync(
        Attack attack,
        Transformer.TransformerClient client,
        Metadata key,
        Func<int, TranslateStreamRequest> text
    )
    {
        using var call = client.TranslateStream(key, cancellationToken: attack.Stop);
        var sent = 0;
        try
        {
            for (; sent < attack.Limits.StreamInFlight; sent++)
            {
                await call.RequestStream.WriteAsync(text(sent), attack.Stop);
            }
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled && !attack.Stop.IsCancellationRequested)
        {
            // The server has ended the call. Its answer says why.
        }

        while (await call.ResponseStream.MoveNext(attack.Stop))
        {
            var outcome = Outcome(call.ResponseStream.Current);
            attack.Counted.Add(outcome);
            if (outcome != CallCounts.Answered)
            {
                await Task.Delay(Pause, attack.Stop);
            }

            await call.RequestStream.WriteAsync(text(++sent), attack.Stop);
        }
    }

    private static async Task StreamAsync(
        Attack attack,
        GRPCInferenceService.GRPCInferenceServiceClient client,
        Metadata key,
        ModelInferRequest request
    )
    {
        using var call = client.ModelStreamInfer(key, cancellationToken: attack.Stop);
        for (var sent = 0; sent < attack.Limits.StreamInFlight; sent++)
        {
            await call.RequestStream.WriteAsync(request, attack.Stop);
        }

        while (await call.ResponseStream.MoveNext(attack.Stop))
        {
            var outcome = Outcome(call.ResponseStream.Current.ErrorMessage);
            attack.Counted.Add(outcome);
            if (outcome != CallCounts.Answered)
            {
                await Task.Delay(Pause, attack.Stop);
            }

            await call.RequestStream.WriteAsync(request, attack.Stop);
        }
    }

    /// <summary>The outcome by a message, which has no code.</summary>
    private static string Outcome(string error) =>
        error.Length == 0 ? CallCounts.Answered
        : error.StartsWith("The server failed", StringComparison.Ordinal) ? "internal"
        : CallCounts.Overloaded;

    private static string Outcome(TranslateStreamResponse answer) =>
        answer.Error is not { } error
            ? CallCounts.Answered
            : error.Reason switch
            {
                "overloaded" => CallCounts.Overloaded,
                "timedOut" => CallCounts.TimedOut,
                "inputTooLarge" => CallCounts.TooLarge,
                var reason => reason,
            };

    private static async Task<string> OutcomeAsync(Attack attack, Func<Task> call)
    {
        try
        {
            await call();
            return CallCounts.Answered;
        }
        catch (RpcException exception)
        {
            return Caller.OutcomeOf(exception, attack.Stop);
        }
        catch (Exception) when (attack.Stop.IsCancellationRequested)
        {
            return CallCounts.Left;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidOperationException)
        {
            return CallCounts.Closed; // while it was sending
        }
    }

    private static Task OverAsync(Attack attack, int connections, Func<GrpcChannel, string?, Task> attackAsync) =>
        attack.AllAsync(
            connections,
            async number =>
            {
                using var handler = Caller.Handler(attack.From);
                using var channel = GrpcChannel.ForAddress(
                    attack.Server.GrpcAddress,
                    new GrpcChannelOptions { HttpHandler = handler, MaxReceiveMessageSize = null }
                );
                await attackAsync(channel, attack.Keys[number % attack.Keys.Count]);
            }
        );
}
