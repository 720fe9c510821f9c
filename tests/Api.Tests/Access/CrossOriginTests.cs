using System.Text;
using Microsoft.Extensions.Options;
using Shouldly;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>Pages of the configured origins may call; a browser asks for leave without a key.</summary>
public sealed class CrossOriginTests
{
    private const string Origin = "https://app.example.org",
        Other = "https://other.example.org",
        Allowed = "Access-Control-Allow-Origin";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/translate")]
    [InlineData("/v2/translate")]
    [InlineData("/translate")]
    [InlineData("/openai/v1/embeddings")]
    [InlineData("/embed")]
    [InlineData("/models/en-fr")]
    public async Task Preflight_OfAConfiguredOrigin_NeedsNoKey(string path)
    {
        await using var server = await AccessServer.StartAsync(("Access:CorsOrigins:0", Origin));

        using var asked = await PreflightAsync(server, path, Origin);
        using var other = await PreflightAsync(server, path, Other);

        ((int)asked.StatusCode).ShouldBe(204);
        asked.Headers.GetValues(Allowed).ShouldBe([Origin]);
        asked.Headers.GetValues("Access-Control-Allow-Methods").ShouldBe(["POST"]);
        asked.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["authorization,content-type"]);
        asked.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        other.Headers.Contains(Allowed).ShouldBeFalse();
    }

    [Fact]
    public async Task Post_OfAConfiguredOrigin_CanBeRead()
    {
        await using var server = await AccessServer.StartAsync(
            ("Access:CorsOrigins:0", Origin),
            ("Access:CorsOrigins:1", "tauri://localhost")
        );

        using var answered = await PostAsync(server, Origin, AccessServer.CallerKey, "application/json");
        using var second = await PostAsync(server, "tauri://localhost", AccessServer.CallerKey, "application/json");
        using var refused = await PostAsync(server, Origin, null, "application/json");
        using var other = await PostAsync(server, Other, AccessServer.CallerKey, "application/json");
        using var form = await PostAsync(server, Origin, AccessServer.CallerKey, "application/x-www-form-urlencoded");
        using var otherForm = await PostAsync(server, Other, AccessServer.CallerKey, "application/x-www-form-urlencoded");

        ((int)answered.StatusCode).ShouldBe(200);
        answered.Headers.GetValues("Access-Control-Expose-Headers").ShouldBe(["*"]);
        ((int)refused.StatusCode).ShouldBe(400);
        foreach (var (response, origin) in new[] { (answered, Origin), (second, "tauri://localhost"), (refused, Origin), (form, Origin) })
        {
            response.Headers.GetValues(Allowed).ShouldBe([origin]);
            response.Headers.Vary.ShouldContain("Origin");
            response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        }

        ((int)form.StatusCode).ShouldBe(200);
        ((int)otherForm.StatusCode).ShouldBe(400);
        other.Headers.Contains(Allowed).ShouldBeFalse();
    }

    [Fact]
    public async Task Preflight_WithoutTheOption_IsAnOptionsCall()
    {
        await using var server = await AccessServer.StartAsync();

        using var asked = await PreflightAsync(server, "/v1/translate", Origin);
        using var posted = await PostAsync(server, Origin, AccessServer.CallerKey, "application/json");

        ((int)asked.StatusCode).ShouldBe(401);
        asked.Headers.Contains(Allowed).ShouldBeFalse();
        posted.Headers.Contains(Allowed).ShouldBeFalse();
    }

    [Fact]
    public async Task Post_WhereAllOriginsMayCall_CanBeRead()
    {
        await using var server = await AccessServer.StartAsync(("Access:CorsOrigins:0", "*"));

        using var answered = await PostAsync(server, Other, AccessServer.CallerKey, "application/json");

        answered.Headers.GetValues(Allowed).ShouldBe(["*"]);
        answered.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("https://app.example.org", true)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("chrome-extension://abcdef", true)]
    [InlineData("https://app.example.org/", false)]
    [InlineData("https://app.example.org/page", false)]
    [InlineData("https://App.example.org", false)]
    [InlineData("https://app.example.org:443", false)]
    [InlineData("https://me@app.example.org", false)]
    [InlineData("https://*.example.org", false)]
    [InlineData("app.example.org", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void CorsOrigins_OfAnotherForm_AreRefused(string origin, bool isValid)
    {
        var options = new AccessOptions();
        options.CorsOrigins.Add(origin);

        var result = new AccessPartsValidator().Validate(Options.DefaultName, options);

        result.Succeeded.ShouldBe(isValid);
        if (!isValid)
        {
            (result.FailureMessage ?? "").ShouldContain("Access:CorsOrigins:0");
        }
    }

    private static async Task<HttpResponseMessage> PreflightAsync(ApiServer server, string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        return await server.Http.SendAsync(request, Token);
    }

    private static async Task<HttpResponseMessage> PostAsync(ApiServer server, string origin, string? key, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/translate");
        request.Headers.Add("Origin", origin);
        request.Content = new StringContent(
            type == "application/json" ? """{ "q": "a", "source": "en", "target": "fr" }""" : "q=a&source=en&target=fr",
            Encoding.UTF8,
            type
        );
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        return await server.Http.SendAsync(request, Token);
    }
}
