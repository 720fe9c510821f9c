using System.Net;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Paths and methods, known and unknown.</summary>
public sealed class PathTests(ApiServer server)
{
    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/v1")]
    [InlineData("/v9/nowhere")]
    [InlineData("/v1/translate/x")]
    [InlineData("/health/none")]
    [InlineData("/appsettings.json")]
    public async Task Get_UnknownPath_IsNotFound(string path)
    {
        var answer = await server.GetAsync(path);

        answer.ShouldBeProblem(404, "notFound");
    }

    [Theory]
    [InlineData("/v1/translate", "POST")]
    [InlineData("/v1/classify", "POST")]
    [InlineData("/v1/score", "POST")]
    [InlineData("/v1/explain", "POST")]
    [InlineData("/v1/tokenize", "POST")]
    [InlineData("/v1/detokenize", "POST")]
    [InlineData("/v1/generate", "POST")]
    [InlineData("/v1/detect", "POST")]
    public async Task Get_PostOnlyPath_IsMethodNotAllowed(string path, string allowed)
    {
        var answer = await server.GetAsync(path);

        answer.ShouldBeProblem(405, "methodNotAllowed").ShouldContain(allowed);
        answer.Response.Content.Headers.Allow.ShouldBe([allowed]);
    }

    [Fact]
    public async Task Post_GetOnlyPath_IsMethodNotAllowed()
    {
        var answer = await server.PostAsync("/v1/models", "{}");

        answer.ShouldBeProblem(405, "methodNotAllowed").ShouldContain("GET");
    }

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/v1/models", 200)]
    [InlineData("/v1/models/en-fr", 200)]
    [InlineData("/v1/models/nope", 404)]
    [InlineData("/v1/translate", 405)]
    public async Task Head_AnyPath_AnswersAsGetWithoutABody(string path, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_Always_Answers()
    {
        var answer = await server.GetAsync("/health/live");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.MediaType.ShouldBe("application/json");
        answer.Text.ShouldBe("""{"status":"live"}""");
        answer.Response.Headers.Server.ShouldBeEmpty();
    }

    [Fact]
    public async Task Root_Always_RedirectsToTheConsole()
    {
        var answer = await server.GetAsync("/");

        answer.Status.ShouldBe(HttpStatusCode.Found);
        answer.Response.Headers.Location.ShouldBe(new Uri("/console/", UriKind.Relative));
    }
}
