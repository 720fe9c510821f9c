using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TransformerService.Deploy.Tests.Supply;

/// <summary>
/// An image registry on a socket of this machine: its API's manifests behind its token server, as public registries have it.
/// </summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    public const string Manifest = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""";
    private readonly WebApplication _app;

    private FakeRegistry(WebApplication app) => _app = app;

    public string Host => new Uri(_app.Urls.Single()).Authority;

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What an image that is not called otherwise here is: its manifest and the digest that the registry says it has.</summary>
    public (string Body, string Digest) Answer { get; set; } = (Manifest, DigestOf(Manifest));

    public bool WantsToken { get; set; } = true;

    public static string DigestOf(string manifest) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)))}";

    public static async Task<FakeRegistry> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions()); // the settings beside the tests are the service's
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore().AddLogging();
        var registry = new FakeRegistry(builder.Build());
        registry._app.Urls.Add("http://127.0.0.1:0");
        registry._app.MapGet("/token", (string service, string scope) => Results.Json(new { token = $"for {service} {scope}" }));
        registry._app.MapGet("/v2/{**path}", registry.Get);
        await registry._app.StartAsync(cancellationToken);
        return registry;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Get(string path, HttpContext context)
    {
        var repository = path.Split("/manifests/")[0];
        if (WantsToken && context.Request.Headers.Authorization != $"Bearer for registry.test repository:{repository}:pull")
        {
            context.Response.Headers.WWWAuthenticate =
                $"Bearer realm=\"http://{Host}/token\",service=\"registry.test\",scope=\"repository:{repository}:pull\"";
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        Asked.Enqueue(path);
        if (path.EndsWith("/missing", StringComparison.Ordinal))
        {
            return Results.NotFound();
        }

        context.Response.Headers["Docker-Content-Digest"] = Answer.Digest;
        return Results.Text(Answer.Body, "application/vnd.oci.image.index.v1+json");
    }
}
