using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using TransformerService.Api.Hub;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Hub;

/// <summary>
/// A server that speaks the Hub's API, and a second one that holds the files of Git LFS, to which the first redirects: on real sockets.
/// </summary>
internal sealed class FakeHub : IAsyncDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication _hub = NewApplication();
    private readonly WebApplication _files = NewApplication();
    private readonly ConcurrentDictionary<string, byte[]> _contents = [];

    /// <summary>The model's name.</summary>
    public string Id { get; init; } = "someone/tiny-model";

    /// <summary>Whether the model's description leaves out sizes and checksums, as some mirrors do.</summary>
    public bool IsMirror { get; init; }

    /// <summary>Paths and the checksums that are stated for them, wrong or not.</summary>
    public ConcurrentDictionary<string, string> StatedSums { get; } = [];

    /// <summary>Handles a request before the server does: returns whether it has answered.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = static _ => Task.FromResult(false);

    /// <summary>As <see cref="Before"/>, for the server of the large files.</summary>
    public Func<HttpContext, Task<bool>> BeforeFiles { get; set; } = static _ => Task.FromResult(false);

    /// <summary>The requests to the Hub: path and the header Authorization.</summary>
    public ConcurrentQueue<(string Path, string Authorization)> Asked { get; } = [];

    /// <summary>The requests to the server of the large files: the headers Authorization and Range.</summary>
    public ConcurrentQueue<(string Authorization, string Range)> AskedFiles { get; } = [];

    /// <summary>The Hub's address.</summary>
    public Uri Address => new(_hub.Urls.First());

    /// <summary>How it is reached, with waits of milliseconds.</summary>
    public HubSettings Settings =>
        HubSettings.Read(Address.ToString(), "hf_secret") with
        {
            RetryDelay = TimeSpan.FromMilliseconds(1),
            MaxRetries = 3,
        };

    public static bool IsLarge(string path) => path.EndsWith(".onnx", StringComparison.Ordinal);

    /// <summary>Adds a file of the model.</summary>
    public FakeHub Add(string path, byte[] contents)
    {
        _contents[path] = contents;
        return this;
    }

    /// <summary>Adds the files of a fixture.</summary>
    public FakeHub AddFixture(string fixture)
    {
        var folder = Golden.Folder(fixture);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            Add(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file));
        }

        return this;
    }

    public async Task<FakeHub> StartAsync()
    {
        _hub.Run(AnswerAsync);
        _files.Run(AnswerFileAsync);
        await _files.StartAsync(TestContext.Current.CancellationToken);
        await _hub.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _files.DisposeAsync();
    }

    private static WebApplication NewApplication()
    {
        // The server's appsettings.json lies beside the tests, and is not for this one.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        Asked.Enqueue((path, context.Request.Headers.Authorization.ToString()));
        if (await Before(context))
        {
            return;
        }

        var resolve = $"/{Id}/resolve/{Commit}/";
        if (path.StartsWith($"/api/models/{Id}/revision/", StringComparison.Ordinal))
        {
            await context.Response.WriteAsJsonAsync(Model());
        }
        else if (path == $"/api/models/{Id}/tree/{Commit}")
        {
            await AnswerTreeAsync(context);
        }
        else if (path.StartsWith(resolve, StringComparison.Ordinal) && _contents.TryGetValue(path[resolve.Length..], out var contents))
        {
            context.Response.Headers["X-Repo-Commit"] = Commit;
            if (IsLarge(path))
            {
                context.Response.Headers["X-Linked-Etag"] = $"\"{Sum(path[resolve.Length..])}\"";
                context.Response.Redirect($"{_files.Urls.First()}/{path[resolve.Length..]}");
            }
            else
            {
                context.Response.Headers.ETag = $"\"{Sum(path[resolve.Length..])}\"";
                await context.Response.Body.WriteAsync(contents);
            }
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.Headers["X-Error-Code"] = "RepoNotFound";
        }
    }

    private async Task AnswerFileAsync(HttpContext context)
    {
        var range = context.Request.Headers.Range.ToString();
        AskedFiles.Enqueue((context.Request.Headers.Authorization.ToString(), range));
        if (await BeforeFiles(context))
        {
            return;
        }

        await SendAsync(context, int.MaxValue);
    }

    /// <summary>Sends what a request asks for, and ends after some bytes of it, which closes the connection.</summary>
    public async Task SendAsync(HttpContext context, int most)
    {
        var contents = _contents[(context.Request.Path.Value ?? "/")[1..]];
        var from = context.Request.GetTypedHeaders().Range?.Ranges.First().From is { } first ? (int)first : 0;
        if (from > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture,
                $"bytes {from}-{contents.Length - 1}/{contents.Length}"
            );
        }

        context.Response.ContentLength = contents.Length - from;
        await context.Response.Body.WriteAsync(contents.AsMemory(from, Math.Min(most, contents.Length - from)));
        await context.Response.Body.FlushAsync();
    }

    private object Model() =>
        new
        {
            id = Id,
            sha = Commit,
            cardData = new { license = "mit" },
            siblings = _contents
                .Select(file =>
                    IsMirror ? (object)new { rfilename = file.Key }
                    : IsLarge(file.Key)
                        ? new
                        {
                            rfilename = file.Key,
                            size = file.Value.Length,
                            blobId = new string('0', 40),
                            lfs = new { sha256 = Sum(file.Key), size = file.Value.Length },
                        }
                    : new
                    {
                        rfilename = file.Key,
                        size = file.Value.Length,
                        blobId = Sum(file.Key),
                    }
                )
                .ToArray(),
        };

    /// <summary>The tree comes in two pages.</summary>
    private async Task AnswerTreeAsync(HttpContext context)
    {
        var names = _contents.Keys.Order(StringComparer.Ordinal).ToArray();
        var isSecond = context.Request.Query.ContainsKey("cursor");
        if (!isSecond)
        {
            context.Response.Headers.Link = $"<{Address}api/models/{Id}/tree/{Commit}?recursive=1&cursor=2>; rel=\"next\"";
        }

        await context.Response.WriteAsync(
            JsonSerializer.Serialize(
                (isSecond ? names[2..] : names[..2])
                    .Select(name => new
                    {
                        type = "file",
                        path = name,
                        size = _contents[name].Length,
                        oid = IsLarge(name) ? new string('0', 40) : Sum(name),
                        lfs = IsLarge(name) ? new { oid = Sum(name), size = _contents[name].Length } : null,
                    })
                    .Append<object>(
                        new
                        {
                            type = "directory",
                            path = "onnx",
                            size = 0,
                            oid = new string('0', 40),
                        }
                    )
            )
        );
    }

    private string Sum(string path) =>
        StatedSums.TryGetValue(path, out var stated) ? stated
        : IsLarge(path) ? Convert.ToHexStringLower(SHA256.HashData(_contents[path]))
        : GitBlob.NameOf(_contents[path]);
}
