using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Bodies over the limit: the client reads the answer even while it is still sending.</summary>
public sealed class BodySizeTests(ApiServer server)
{
    private const int MiB = 1_024 * 1_024;

    [Theory]
    [InlineData(4 * MiB, false)]
    [InlineData(4 * MiB, true)]
    [InlineData(32 * MiB, false)]
    [InlineData(32 * MiB, true)]
    public async Task Post_OverTheLimit_IsInputTooLarge(int characters, bool chunked)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"text":"{{Problems.Canary}} {{new string('a', characters)}}"}""");
        using var content = new StreamContent(new MemoryStream(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(BadBody.Translate, UriKind.Relative)) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await Answer.ReadAsync(response)).ShouldBeProblem(413, "inputTooLarge").ShouldContain("4194304 bytes");
    }

    [Fact]
    public async Task Post_ExpectContinueOverTheLimit_IsAnsweredWithoutTheBody()
    {
        using var stream = new MemoryStream(new byte[5 * MiB]);
        using var content = new StreamContent(stream);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(BadBody.Translate, UriKind.Relative)) { Content = content };
        request.Headers.ExpectContinue = true;

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await Answer.ReadAsync(response)).ShouldBeProblem(413, "inputTooLarge");
        stream.Position.ShouldBe(0);
    }
}
