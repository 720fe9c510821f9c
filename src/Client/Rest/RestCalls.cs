using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TransformerService.Client.Resilience;

namespace TransformerService.Client.Rest;

/// <summary>Sends requests and reads their answers.</summary>
/// <param name="factory">Makes the client whose handlers repeat what may be repeated.</param>
/// <param name="name">The client's name.</param>
/// <param name="options">Address and time limits.</param>
internal sealed class RestCalls(IHttpClientFactory factory, string name, TransformerServiceClientOptions options)
{
    private readonly Uri _address = options.Address!; // validated

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        SendAsync(Get(path), (response, token) => ReadAsync(response, json, token), cancellationToken);

    /// <summary>Sends a call that changes nothing, and that may therefore be sent again.</summary>
    public Task<TAnswer> AskAsync<TBody, TAnswer>(
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyJson,
        JsonTypeInfo<TAnswer> json,
        CancellationToken cancellationToken
    ) => SendAsync(Question(path, body, bodyJson), (response, token) => ReadAsync(response, json, token), cancellationToken);

    /// <summary>Sends a call that changes the server, once.</summary>
    public Task<TAnswer> ChangeAsync<TBody, TAnswer>(
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyJson,
        JsonTypeInfo<TAnswer> json,
        CancellationToken cancellationToken
    ) => SendAsync(Post(path, body, bodyJson), (response, token) => ReadAsync(response, json, token), cancellationToken);

    /// <summary>Sends a change without a body, once.</summary>
    public Task<TAnswer> ChangeAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> json, CancellationToken cancellationToken) =>
        SendAsync(Message(HttpMethod.Post, path), (response, token) => ReadAsync(response, json, token), cancellationToken);

    /// <summary>A request that reads.</summary>
    public HttpRequestMessage Get(string path)
    {
        var request = Message(HttpMethod.Get, path);
        CallResilience.SetRepeatable(request);
        return request;
    }

    /// <summary>A request that reads, and that is not sent again.</summary>
    public HttpRequestMessage GetOnce(string path) => Message(HttpMethod.Get, path);

    /// <summary>A request with a body that changes nothing.</summary>
    public HttpRequestMessage Question<TBody>(string path, TBody body, JsonTypeInfo<TBody> json)
    {
        var request = Post(path, body, json);
        CallResilience.SetRepeatable(request);
        return request;
    }

    /// <summary>Sends a request and reads its answer within the client's time.</summary>
    /// <param name="request">The request; it is disposed.</param>
    /// <param name="readAsync">Reads the answer.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="readsFailures">Whether answers that are not successful are read, too.</param>
    public async Task<T> SendAsync<T>(
        HttpRequestMessage request,
        Func<HttpResponseMessage, CancellationToken, Task<T>> readAsync,
        CancellationToken cancellationToken,
        bool readsFailures = false
    )
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(options.Timeout);
        try
        {
            using var response = await OpenAsync(request, readsFailures, time.Token).ConfigureAwait(false);
            return await readAsync(response, time.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (ClientFailures.Find(exception, _address, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Sends a request and returns its answer when its header has come.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, bool readsFailures, CancellationToken cancellationToken)
    {
        using (request)
        {
            using var http = factory.CreateClient(name);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || readsFailures)
            {
                return response;
            }

            using (response)
            {
                throw await RestFailures.ReadAsync(response, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The exception that a caller gets for one; the exception itself if there is none.</summary>
    public Exception Translate(Exception exception, CancellationToken cancellationToken) =>
        ClientFailures.Find(exception, _address, cancellationToken) ?? exception;

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            return await JsonSerializer.DeserializeAsync(body, json, cancellationToken).ConfigureAwait(false)
                ?? throw ClientFailures.InvalidAnswer();
        }
    }

    private HttpRequestMessage Post<TBody>(string path, TBody body, JsonTypeInfo<TBody> json)
    {
        ArgumentNullException.ThrowIfNull(body);
        var request = Message(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, json))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        return request;
    }

    // An address may have a path of its own.
    private HttpRequestMessage Message(HttpMethod method, string path)
    {
        var address = _address.AbsoluteUri;
        return new(method, new Uri((address.EndsWith('/') ? address : address + "/") + path));
    }
}
