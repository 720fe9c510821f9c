using System.Net;
using System.Text;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>Failures in another server's form say which trace they belong to, as problem+json does in its body.</summary>
public sealed class ForeignTraceTests(ApiServer server)
{
    [Theory]
    [InlineData("/openai/v1/embeddings")]
    [InlineData("/translate")]
    [InlineData("/v2/translate")]
    [InlineData("/embed")]
    [InlineData("/models/en-fr")]
    [InlineData("/v2/models/en-fr/infer")]
    public async Task Failure_OfEveryApi_NamesTheCallersTrace(string path)
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent("{ \"", Encoding.UTF8, "application/json"),
            Headers = { { "traceparent", $"00-{Trace}-b7ad6b7169203331-01" } },
        };

        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBeInRange((int)HttpStatusCode.BadRequest, 499);
        answer.Headers.GetValues("X-Request-Id").ShouldBe([Trace]);
        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("application/json");
    }

    [Theory]
    [InlineData("POST", "/openai/v1/chat/completions", 404, "error")]
    [InlineData("DELETE", "/openai/v1/models", 405, "error")]
    [InlineData("GET", "/v1/embeddings", 405, "error")]
    [InlineData("GET", "/translate", 405, "error")]
    [InlineData("DELETE", "/v2/translate", 405, "message")]
    [InlineData("GET", "/v2/document/7", 404, "message")]
    [InlineData("POST", "/v3/glossaries", 404, "message")]
    [InlineData("PUT", "/embed", 405, "error")]
    [InlineData("POST", "/tei/bert/vertex", 404, "error_type")]
    [InlineData("GET", "/tei/bert/predict/", 405, "error_type")]
    [InlineData("GET", "/models/bert", 405, "error")]
    [InlineData("GET", "/V2/nothing", 404, "error")]
    [InlineData("POST", "/v2/models/bert/nothing", 404, "error")]
    [InlineData("DELETE", "/v2/models/bert", 405, "error")]
    [InlineData("GET", "/v1/translate", 405, "traceId")]
    [InlineData("GET", "/nothing/v2/translate", 404, "traceId")]
    [InlineData("GET", "/v22", 404, "traceId")]
    public async Task Call_ThatDoesNotExist_FailsInTheFormOfItsApi(string method, string path, int status, string field)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);

        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.Json.TryGetProperty(field, out _).ShouldBeTrue(answer.Text);
        answer.Json.TryGetProperty("title", out _).ShouldBe(field == "traceId", answer.Text);
        (response.Content.Headers.Allow.Count > 0).ShouldBe(status == 405);
    }
}
