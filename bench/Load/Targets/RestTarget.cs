using System.Net;
using System.Net.Http.Json;

namespace TransformerService.Load.Targets;

/// <summary>A server with this server's REST calls, or the Node peer's, which are the same for one text.</summary>
internal sealed class RestTarget : ILoadTarget
{
    private readonly HttpClient _client;
    private readonly string _path;
    private readonly string? _model;

    /// <param name="name">What it is called.</param>
    /// <param name="url">Its address.</param>
    /// <param name="task"><c>translation</c> or <c>text-classification</c>.</param>
    /// <param name="model">The model to ask, or <see langword="null"/> for the only one.</param>
    public RestTarget(string name, Uri url, string task, string? model)
    {
        Name = name;
        _path = task == "translation" ? "v1/translate" : "v1/classify";
        _model = model;
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
    }

    public string Name { get; }

    public async Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await _client.PostAsJsonAsync(_path, new { text, model = _model }, cancellationToken);
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
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
