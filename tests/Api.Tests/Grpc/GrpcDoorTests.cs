using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>What comes to the wrong port learns which is the right one.</summary>
public sealed class GrpcDoorTests(ApiServer server)
{
    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/health/live")]
    [InlineData("/swagger/v1/swagger.json")]
    [InlineData("/swagger/index.html")]
    [InlineData("/nowhere")]
    public async Task Get_RestPathOnTheGrpcPort_IsNotFoundThere(string path)
    {
        using var http = new HttpClient { BaseAddress = server.GrpcAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        (await Answer.ReadAsync(response)).ShouldBeProblem(404, "notFound").ShouldContain("Kestrel:Endpoints:Http:Url");
    }

    [Fact]
    public async Task Get_Http1OnTheGrpcPort_IsRefused()
    {
        var answer = await RawHttp.GetAsync(server.GrpcAddress, "/v1/models");

        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldContain("HTTP/2");
    }

    [Theory]
    [InlineData("/transformer.v1.Transformer/Translate")]
    [InlineData("/grpc.health.v1.Health/Check")]
    public async Task Post_GrpcCallOnTheRestPort_IsNotFoundThere(string path)
    {
        using var content = new ByteArrayContent(new byte[5]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        using var response = await server.Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);

        (await Answer.ReadAsync(response)).ShouldBeProblem(404, "notFound").ShouldContain("Kestrel:Endpoints:Grpc:Url");
    }
}
