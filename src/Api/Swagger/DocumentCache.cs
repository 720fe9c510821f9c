using System.Collections.Concurrent;

namespace TransformerService.Api.Swagger;

/// <summary>
/// Caches the APIs' descriptions: they never change, and generating one costs as much as a hundred translations, for a request that may need
/// no key.
/// </summary>
internal sealed class DocumentCache(IEnumerable<string> documents) : IDisposable
{
    private readonly HashSet<string> _paths = new(
        documents.SelectMany(static document =>
            (string[])[$"/swagger/{document}/swagger.json", $"/swagger/{document}/swagger.yaml", $"/swagger/{document}/swagger.yml"]
        ),
        StringComparer.OrdinalIgnoreCase
    );

    private readonly ConcurrentDictionary<string, (byte[] Bytes, string? ContentType)> _made = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>How often a description was made.</summary>
    public int Made => _made.Count;

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value?.TrimEnd('/') ?? "";
        if (!HttpMethods.IsGet(context.Request.Method) || !_paths.Contains(path))
        {
            await next(context);
            return;
        }

        var (bytes, contentType) = await GetAsync(context, next, path);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public void Dispose() => _one.Dispose();

    private async Task<(byte[] Bytes, string? ContentType)> GetAsync(HttpContext context, RequestDelegate next, string path)
    {
        if (_made.TryGetValue(path, out var made))
        {
            return made;
        }

        await _one.WaitAsync(context.RequestAborted);
        try
        {
            return _made.TryGetValue(path, out made) ? made : await MakeAsync(context, next, path);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<(byte[] Bytes, string? ContentType)> MakeAsync(HttpContext context, RequestDelegate next, string path)
    {
        var body = context.Response.Body;
        using var written = new MemoryStream();
        context.Response.Body = written;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        var made = (written.ToArray(), context.Response.ContentType);
        if (context.Response.StatusCode == StatusCodes.Status200OK)
        {
            _made[path] = made;
        }

        return made;
    }
}
