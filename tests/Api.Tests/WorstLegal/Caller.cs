using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>One who calls the server: with a key or without, from an address of this machine, over connections of its own.</summary>
internal sealed class Caller : IDisposable
{
    // The server answers within Inference:RequestTimeout; without an answer for so long, it has forgotten the call.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;
    private readonly string? _key;

    /// <param name="server">Where the server listens.</param>
    /// <param name="key">The key that it shows, or none.</param>
    /// <param name="from">The address that it calls from.</param>
    /// <param name="keepConnections">Whether its next call goes over the connection of its last one.</param>
    public Caller(Uri server, string? key, IPAddress from, bool keepConnections = true)
    {
        _key = key;
        _http = new HttpClient(Handler(from, keepConnections)) { BaseAddress = server, Timeout = Patience };
    }

    /// <summary>A handler whose connections come from an address.</summary>
    public static SocketsHttpHandler Handler(IPAddress from, bool keepConnections = true) =>
        new()
        {
            UseProxy = false,
            EnableMultipleHttp2Connections = false,
            PooledConnectionLifetime = keepConnections ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
            ConnectCallback = async (context, cancellationToken) =>
                new NetworkStream(
                    await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, from, cancellationToken),
                    ownsSocket: true
                ),
        };

    /// <summary>A connection from an address.</summary>
    public static async Task<Socket> ConnectAsync(string host, int port, IPAddress from, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Parse(host), port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Posts a body of JSON, and says what it was answered with.</summary>
    public Task<string> PostAsync(
        string path,
        ReadOnlyMemory<byte> json,
        CancellationToken cancellationToken,
        params (string Name, string Value)[] headers
    ) => SendAsync(HttpMethod.Post, path, json, headers, cancellationToken);

    /// <summary>Gets a page, and says what it was answered with.</summary>
    public Task<string> GetAsync(string path, CancellationToken cancellationToken, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, default, headers, cancellationToken);

    /// <summary>Counts a call by what it was answered with.</summary>
    public static async Task<(string Outcome, TimeSpan Time)> CountAsync(CallCounts counts, Func<Task<string>> call)
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = await call();
        var time = Stopwatch.GetElapsedTime(started);
        counts.Add(outcome, time);
        return (outcome, time);
    }

    /// <summary>What a call of gRPC ended with, as REST would say it.</summary>
    public static string OutcomeOf(RpcException exception, CancellationToken cancellationToken) =>
        exception.StatusCode switch
        {
            _ when cancellationToken.IsCancellationRequested => CallCounts.Left,
            StatusCode.ResourceExhausted => CallCounts.Overloaded,
            StatusCode.DeadlineExceeded => CallCounts.TimedOut,
            StatusCode.InvalidArgument when exception.Trailers.Any(IsTooLarge) => CallCounts.TooLarge,
            StatusCode.Unavailable when exception.Status.DebugException is not null => CallCounts.Closed,
            var status => $"{status}: {exception.Status.Detail}",
        };

    public void Dispose() => _http.Dispose();

    // google.rpc.ErrorInfo, whose reason is the code.
    private static bool IsTooLarge(Metadata.Entry trailer) =>
        trailer.IsBinary && Encoding.UTF8.GetString(trailer.ValueBytes).Contains("inputTooLarge", StringComparison.Ordinal);

    private async Task<string> SendAsync(
        HttpMethod method,
        string path,
        ReadOnlyMemory<byte> json,
        (string Name, string Value)[] headers,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (method == HttpMethod.Post)
        {
            request.Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        if (_key is not null)
        {
            request.Headers.Add("X-API-Key", _key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await response.Content.CopyToAsync(Stream.Null, cancellationToken);
            return $"{(int)response.StatusCode}";
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return CallCounts.Left;
        }
        catch (HttpRequestException)
        {
            return CallCounts.Closed;
        }
        catch (OperationCanceledException)
        {
            return "no answer";
        }
    }
}
