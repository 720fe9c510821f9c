using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Wire;

/// <summary>What answers tell browsers.</summary>
public sealed partial class AnswerHeadersTests(ApiServer server)
{
    private const string Data = "default-src 'none'; frame-ancestors 'none'";
    private const string Page =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Console =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    [Theory]
    [InlineData("/console", 302, Data)]
    [InlineData("/console/", 200, Console)]
    [InlineData("/console/index.html", 200, Console)]
    [InlineData("/console/app.js", 200, Data)]
    [InlineData("/console/nothing", 404, Data)]
    [InlineData("/", 302, Data)]
    [InlineData("/swagger", 301, Data)]
    [InlineData("/swagger/index.html", 200, Page)]
    [InlineData("/swagger/index.js", 200, Data)]
    [InlineData("/swagger/index.css", 200, Data)]
    [InlineData("/swagger/v1/swagger.json", 200, Data)]
    [InlineData("/v1/models", 200, Data)]
    [InlineData("/v1/models/en-fr", 200, Data)]
    [InlineData("/v1/models/nope", 404, Data)]
    [InlineData("/v1/models/en-fr/shadow/export", 403, Data)]
    [InlineData("/v1/translate", 405, Data)]
    [InlineData("/v1/models?key=a", 400, Data)]
    [InlineData("/nothing", 404, Data)]
    [InlineData("/health/live", 200, Data)]
    [InlineData("/metrics", 200, Data)]
    public async Task Answer_OfEachKind_HasThem(string path, int status, string policy)
    {
        var answer = await server.GetAsync(path);

        ((int)answer.Status).ShouldBe(status);
        ShouldHave(answer, policy);
    }

    [Theory]
    [InlineData("""{"text":"a"}""", 200)]
    [InlineData("{", 400)]
    public async Task Answer_ToAPost_HasThem(string body, int status)
    {
        var answer = await server.PostAsync("/v1/translate", body);

        ((int)answer.Status).ShouldBe(status);
        ShouldHave(answer, Data);
    }

    [Fact]
    public async Task Answer_ToAnotherHost_HasThem()
    {
        var answer = await RawHttp.SendAsync(
            server.Address,
            "GET /v1/models HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n"
        );

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("X-Content-Type-Options: nosniff\r\n");
        answer.ShouldContain($"Content-Security-Policy: {Data}\r\n");
    }

    [Fact]
    public async Task GrpcAnswer_Always_IsNotSniffed()
    {
        using var call = new Transformer.TransformerClient(server.Grpc).ListModelsAsync(
            new ListModelsRequest(),
            cancellationToken: TestContext.Current.CancellationToken
        );

        var headers = await call.ResponseHeadersAsync;

        headers.GetValue("x-content-type-options").ShouldBe("nosniff");
        headers.Get("content-security-policy").ShouldBeNull();
        await call;
    }

    /// <summary>The policy lets no script run that is written in the page, and nosniff none that comes as another media type.</summary>
    [Fact]
    public async Task SwaggerPage_UnderItsPolicy_Works()
    {
        var page = (await server.GetAsync("/swagger/index.html")).Text;

        InlineScript().IsMatch(page).ShouldBeFalse(page);
        string[] parts = [.. Link().Matches(page).Select(match => match.Groups[1].Value)];
        parts.Length.ShouldBeGreaterThanOrEqualTo(5);
        foreach (var part in parts)
        {
            part.ShouldNotContain("//", Case.Sensitive, "it is of this server");
            var answer = await server.GetAsync("/swagger/" + part);
            answer.Status.ShouldBe(HttpStatusCode.OK, part);
            answer.MediaType.ShouldBeOneOf(
                Path.GetExtension(part) switch
                {
                    ".js" => ["text/javascript", "application/javascript"],
                    ".css" => ["text/css"],
                    _ => ["image/png"],
                }
            );
        }
    }

    private static void ShouldHave(Answer answer, string policy)
    {
        var headers = answer.Response.Headers;
        headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        headers.GetValues("Content-Security-Policy").ShouldBe([policy]);
        var isPage = answer.Response.Content.Headers.ContentType?.MediaType == "text/html";
        (headers.TryGetValues("Referrer-Policy", out var referrer) ? referrer : []).ShouldBe(
            isPage ? ["no-referrer"] : Array.Empty<string>()
        );
    }

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|\son\w+\s*=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    [GeneratedRegex("""(?:src|href)=["']([^"']+)["']""")]
    private static partial Regex Link();
}
