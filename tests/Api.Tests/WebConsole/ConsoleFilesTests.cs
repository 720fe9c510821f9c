using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.WebConsole;
using Xunit;

namespace TransformerService.Api.Tests.WebConsole;

/// <summary>How the console's files are served.</summary>
public sealed partial class ConsoleFilesTests(ApiServer server)
{
    private const int MostBytes = 250_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Files_Together_AreSmall() => new ConsoleFiles().Bytes.ShouldBeInRange(50_000, MostBytes);

    [Fact]
    public async Task Page_EveryReference_IsServedWithItsType()
    {
        var page = await server.GetAsync("/console/");
        page.MediaType.ShouldBe("text/html");
        var open = new Queue<string>(Reference().Matches(page.Text).Select(match => match.Groups[1].Value));
        var seen = new HashSet<string>();
        while (open.TryDequeue(out var path))
        {
            if (path.StartsWith("..", StringComparison.Ordinal) || !seen.Add(path))
            {
                continue;
            }

            var file = await server.GetAsync("/console/" + path);
            file.Status.ShouldBe(HttpStatusCode.OK, path);
            file.MediaType.ShouldBe(
                Path.GetExtension(path) switch
                {
                    ".js" => "text/javascript",
                    ".css" => "text/css",
                    _ => "image/svg+xml",
                }
            );
            foreach (Match import in Import().Matches(path.StartsWith("vendor", StringComparison.Ordinal) ? "" : file.Text))
            {
                open.Enqueue(import.Groups[1].Value);
            }
        }

        seen.ShouldContain("app.js");
        seen.ShouldContain("vendor/preact-htm.js");
        seen.ShouldContain("health.js");
    }

    [Fact]
    public async Task File_AskedForAgain_IsNotSentAgain()
    {
        var first = await server.GetAsync("/console/app.js");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/console/app.js", UriKind.Relative));
        request.Headers.IfNoneMatch.Add(first.Response.Headers.ETag.ShouldNotBeNull());

        using var second = await server.Http.SendAsync(request, Token);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync(Token)).ShouldBeEmpty();
        second.Headers.Contains("Content-Security-Policy").ShouldBeFalse(); // a browser would take it for the stored page
        first.Response.Headers.CacheControl?.NoCache.ShouldBe(true);
    }

    [Theory]
    [InlineData("/console/../appsettings.json")]
    [InlineData("/console/..%2fappsettings.json")]
    [InlineData("/console/%2e%2e/appsettings.json")]
    [InlineData("/console//etc/passwd")]
    [InlineData("/console/APP.JS")]
    [InlineData("/console/app.js/")]
    [InlineData("/console/console/app.js")]
    public async Task Path_OfNoFile_IsNotFound(string path) => (await server.GetAsync(path)).ShouldBeProblem(404, "notFound");

    [Fact]
    public async Task Page_WithKeysOn_NeedsNoneAndItsCallsDo()
    {
        await using var closed = await AccessServer.StartAsync();

        (await closed.GetAsync("/", null)).Status.ShouldBe(HttpStatusCode.Found);
        (await closed.GetAsync("/console/", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await closed.GetAsync("/console/app.js", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await closed.GetAsync("/console/../v1/models", null)).ShouldBeProblem(401, "unauthenticated");
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("from \"\\./([^\"]+)\"")]
    private static partial Regex Import();
}
