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
        string? status = null;
        for (int attempt = 0; attempt < 20 && status is null; attempt++)
            status = await StatusAsync(client, frame);

        status.ShouldBe("3");
    }

    /// <summary>The call's status; null where the server ended the stream before the client had sent all of it, which a frame that is none allows.</summary>
    private async Task<string?> StatusAsync(HttpClient client, string frame)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.GrpcAddress, "/transformer.v1.Transformer/TranslateStream"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Convert.FromHexString(frame)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");

        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            (response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? status) || response.Headers.TryGetValues("grpc-status", out status)).ShouldBeTrue();
            return status.ShouldHaveSingleItem();
        }
        catch (Exception exception) when (exception.GetBaseException() is HttpProtocolException)
        {
            return null;
        }
    }
}
