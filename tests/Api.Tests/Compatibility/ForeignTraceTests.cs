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
}
