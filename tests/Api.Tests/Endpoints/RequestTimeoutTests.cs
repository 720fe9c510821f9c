using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>The header by which a caller asks for the answer sooner.</summary>
public sealed class RequestTimeoutTests(ApiServer server)
{
    [Theory]
    [InlineData("v1/translate")]
    [InlineData("v1/classify")]
    public async Task Post_TimeThatIsTooShort_IsTimedOutAndSaysWhoseLimitItWas(string path)
    {
        string[] many = [.. Enumerable.Repeat("A little girl climbing into a wooden playhouse.", 1_000)];

        (var status, var problem) = await PostAsync(path, new { text = many, model = path == "v1/classify" ? "sentiment" : null }, "1");

        status.ShouldBe(HttpStatusCode.GatewayTimeout, problem.ToString());
        problem.GetProperty("code").GetString().ShouldBe("timedOut");
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("0.001 s (the time that it asked for)");
    }

    [Fact]
    public async Task Post_TimeEnough_IsAnswered() =>
        (await PostAsync("v1/translate", new { text = "Two dogs." }, "60000")).Status.ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("99999999999999")]
    [InlineData("")]
    public async Task Post_TimeThatIsNone_IsRefused(string time)
    {
        (var status, var problem) = await PostAsync("v1/translate", new { text = "Two dogs." }, time);

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("X-Request-Timeout-Ms must be a whole number");
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object body, string time)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("X-Request-Timeout-Ms", time);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
