using System.Net;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;

namespace TransformerService.Api.Tests.Lifecycle;

/// <summary>
/// Clients that ask again as soon as they are answered, each on a connection of its own and without retries, until the server takes no more
/// calls.
/// </summary>
internal sealed class LoadClients(ServerProcess server, LoadCounts counts, CancellationToken cancellationToken)
{
    private const int StreamWindow = 8;
    private const string Text = "Two dogs are playing in the snow.";
    private const string Answer = "Deux chiens jouent dans la neige.";

    /// <summary>Runs clients of each kind; ends when all have ended.</summary>
    public Task RunAsync(int rest, int grpc, int streams) =>
        Task.WhenAll([
            .. Enumerable.Range(0, rest).Select(_ => Task.Run(RestAsync)),
            .. Enumerable.Range(0, grpc).Select(_ => Task.Run(GrpcAsync)),
            .. Enumerable.Range(0, streams).Select(_ => Task.Run(StreamAsync)),
        ]);

    private async Task RestAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Rest };
        while (true)
        {
            try
            {
                using var content = new StringContent($$"""{"text":"{{Text}}"}""", Encoding.UTF8, "application/json");
                using var response = await http.PostAsync(new Uri("/v1/translate", UriKind.Relative), content, cancellationToken);
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK && body.Contains(Answer, StringComparison.Ordinal))
                {
                    counts.Answer();
                }
                else
                {
                    counts.Lose($"REST {(int)response.StatusCode}");
                }
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
            {
                counts.Refuse();
                return;
            }
            catch (HttpRequestException exception)
            {
                counts.Lose($"REST {exception.HttpRequestError}: {exception.InnerException?.Message}");
                return;
            }
        }
    }

    private async Task GrpcAsync()
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcAddress);
        var client = new Transformer.TransformerClient(channel);
        while (true)
        {
            try
            {
                var response = await client.TranslateAsync(new TranslateRequest { Texts = { Text } }, cancellationToken: cancellationToken);
                if (response.Translations[0].Text == Answer)
                {
                    counts.Answer();
                }
                else
                {
                    counts.Lose("gRPC, a wrong answer");
                }
            }
            catch (RpcException exception) when (IsRefusal(exception))
            {
                counts.Refuse();
                return;
            }
            catch (RpcException exception)
            {
                counts.Lose($"gRPC {exception.Status.StatusCode}: {exception.Status.Detail} {exception.Status.DebugException}");
                return;
            }
        }
    }

    private async Task StreamAsync()
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcAddress);
        var inFlight = new HashSet<string>();
        try
        {
            using var call = new Transformer.TransformerClient(channel).TranslateStream(cancellationToken: cancellationToken);
            for (var sent = 0; ; sent++)
            {
                while (inFlight.Count >= StreamWindow)
                {
                    if (!await call.ResponseStream.MoveNext(cancellationToken))
                    {
                        counts.Lose("a stream that ended well with texts without an answer");
                        return;
                    }

                    Take(call.ResponseStream.Current, inFlight);
                }

                inFlight.Add($"{sent}");
                try
                {
                    await call.RequestStream.WriteAsync(new TranslateStreamRequest { Id = $"{sent}", Text = Text }, cancellationToken);
                }
                catch (RpcException)
                {
                    // What the server has answered by now is still to be read, and its status comes behind.
                    while (await call.ResponseStream.MoveNext(cancellationToken))
                    {
                        Take(call.ResponseStream.Current, inFlight);
                    }
                }
            }
        }
        catch (RpcException exception) when (IsRefusal(exception))
        {
            counts.LeaveUnanswered(inFlight.Count);
        }
        catch (RpcException exception)
        {
            counts.Lose($"stream {exception.Status.StatusCode}: {exception.Status.Detail} {exception.Status.DebugException}");
        }
    }

    private void Take(TranslateStreamResponse answer, HashSet<string> inFlight)
    {
        if (inFlight.Remove(answer.Id) && answer.Translated?.Translation.Text == Answer)
        {
            counts.Answer();
        }
        else
        {
            counts.Lose("stream, a wrong answer");
        }
    }

    /// <summary>Whether the server said so, or no connection could be had: whatever else ends a call loses it.</summary>
    private static bool IsRefusal(RpcException exception) =>
        exception.StatusCode == StatusCode.Unavailable
        && (
            exception.Status.DebugException
                is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                    or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            || exception.Status.Detail.Contains("shutting down", StringComparison.Ordinal)
        );
}
