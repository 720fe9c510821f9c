using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using TransformerService.Load.Processes;

namespace TransformerService.Load.Targets;

/// <summary>A server with this server's REST calls, or the Node peer's, which are the same for one text.</summary>
internal sealed class RestTarget : ILoadTarget
{
    private static readonly MediaTypeHeaderValue JsonType = new(MediaTypeNames.Application.Json);
    private readonly HttpClient _client;
    private readonly LoadRequest _request;
    private readonly ChildProcess? _process;

    /// <param name="name">Its name.</param>
    /// <param name="url">Its address.</param>
    /// <param name="request">The request.</param>
    /// <param name="process">The process that answers, if this program started it.</param>
    /// <param name="mayKeep">Whether answers may come from kept ones: a load repeats its texts, and would else measure that.</param>
    public RestTarget(string name, Uri url, LoadRequest request, ChildProcess? process = null, bool mayKeep = false)
    {
        (Name, _request, _process) = (name, request, process);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = int.MaxValue })
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromMinutes(5),
        };
        if (!mayKeep)
        {
            _client.DefaultRequestHeaders.CacheControl = new CacheControlHeaderValue { NoStore = true };
        }
    }

    public string Name { get; }

    public TimeSpan? ProcessorTime => _process?.ProcessorTime;

    public Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken) =>
        PostAsync(_request.Body(text), cancellationToken);

    /// <summary>Sends several texts in one call.</summary>
    public Task<CallOutcome> AskAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        PostAsync(_request.Body(texts), cancellationToken);

    private async Task<CallOutcome> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = JsonType } };
            using var response = await _client.PostAsync(_request.Path, content, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => CallOutcome.Answered,
                HttpStatusCode.TooManyRequests => CallOutcome.Refused,
                HttpStatusCode.GatewayTimeout => CallOutcome.TimedOut,
                _ => CallOutcome.Failed,
            };
        }
        catch (HttpRequestException)
        {
            return CallOutcome.Failed;
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
