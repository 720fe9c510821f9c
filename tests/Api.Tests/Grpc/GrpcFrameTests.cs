using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>Frames that gRPC's reader cannot read, in a call that streams: there the failure passes through the service.</summary>
public sealed class GrpcFrameTests(ApiServer server)
{
    [Theory]
    [InlineData("6e2d66723a02")] // a flag that is neither 0 nor 1
    [InlineData("1000000000")]
    [InlineData("00eba324fc00")] // a length of almost four gigabytes
    [InlineData("0000000003ffffff")] // a message that is none
    [InlineData("00000000ff01")] // a message that is cut off
    public async Task TranslateStream_FrameThatIsNone_IsInvalidArgument(string frame)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.GrpcAddress, "/transformer.v1.Transformer/TranslateStream"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Convert.FromHexString(frame)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        IEnumerable<string>? status;
        (response.TrailingHeaders.TryGetValues("grpc-status", out status) || response.Headers.TryGetValues("grpc-status", out status)).ShouldBeTrue();
        status.ShouldBe(["3"]);
    }
}
