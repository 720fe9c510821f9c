using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Wire;

/// <summary>Requests whose body might end elsewhere for a proxy. A second request behind each must not be answered.</summary>
public sealed class RequestFramingTests(ApiServer server)
{
    private const string Second = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private const string Body = """{"text":"A cat sat.","model":"en-fr"}"""; // 37 bytes
    private const string Chunks = "25\r\n" + Body + "\r\n0\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: +37\r\n", Body)]
    [InlineData("Content-Length: -37\r\n", Body)]
    [InlineData("Content-Length: 0x25\r\n", Body)]
    [InlineData("Content-Length: 37,37\r\n", Body)]
    [InlineData("Content-Length: 37, 37\r\n", Body)]
    [InlineData("Content-Length: 37;\r\n", Body)]
    [InlineData("Content-Length: 3 7\r\n", Body)]
    [InlineData("Content-Length: 37.0\r\n", Body)]
    [InlineData("Content-Length: \u0663\u0667\r\n", Body)]
    [InlineData("Content-Length: 00000000000000000037\r\n", Body)]
    [InlineData("Content-Length:\r\n", "")]
    [InlineData("Content-Length: +0\r\n", "")]
    [InlineData("Content-Length: 37\r\nContent-Length: 37\r\n", Body)]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n", Chunks)]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", Chunks)]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n", Chunks)]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", Chunks)]
    [InlineData("Transfer-Encoding: identity, chunked\r\n", Chunks)]
    [InlineData("Transfer-Encoding: identity\r\n", Body)]
    [InlineData("Transfer-Encoding: , chunked\r\n", Chunks)]
    [InlineData("Transfer-Encoding: chunked,\r\n", Chunks)]
    [InlineData("Transfer-Encoding: chunked;q=1\r\n", Chunks)]
    [InlineData("Transfer-Encoding: \"chunked\"\r\n", Chunks)]
    [InlineData("Transfer-Encoding: xchunked\r\n", Chunks)]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 37\r\n", Chunks)]
    [InlineData("Content-Length: 37\r\nTransfer-Encoding: chunked\r\n", Chunks)]
    [InlineData("Transfer-Encoding : chunked\r\n", Chunks)]
    [InlineData("Content-Length : 37\r\n", Body)]
    [InlineData("Content-Length: 37\nX-A: a\r\n", Body)]
    [InlineData("X-A: a\r\n Content-Length: 37\r\n", Body)]
    public async Task Body_OfDoubtfulLength_IsRefusedAndTheConnectionCloses(string headers, string body)
    {
        foreach (var method in new[] { "POST /v1/translate", "GET /v1/models" })
        {
            var answer = await RawHttp.SendAsync(server.Address, Request(method, "1.1", headers) + body + Second);

            answer.ShouldStartWith("HTTP/1.1 400 ", Case.Sensitive, headers);
            answer.Split("HTTP/1.1 ").Length.ShouldBe(2, "the second request is not answered");
        }
    }

    [Fact]
    public async Task Body_CodingsThatAreNotOne_SaysWhatToSend()
    {
        var answer = await RawHttp.SendAsync(
            server.Address,
            Request("POST /v1/translate", "1.1", "Transfer-Encoding: gzip, chunked\r\n") + Chunks
        );

        answer.ShouldContain("\"code\":\"invalidInput\"");
        answer.ShouldContain(
            "Transfer-Encoding must be exactly chunked, over HTTP/1.1, and without Content-Length; send the body with one of the two."
        );
        answer.ShouldContain("Connection: close");
    }

    [Fact]
    public async Task Body_LengthTheOtherWayToo_IsNotAnswered() => // Kestrel would put the length where there is one already, and closes
        (
            await RawHttp.SendAsync(
                server.Address,
                Request("POST /v1/translate", "1.1", "Transfer-Encoding: chunked\r\nContent-Length: 37\r\nX-Content-Length: 37\r\n")
                    + Chunks
                    + Second
            )
        ).ShouldBe("");

    [Fact]
    public async Task Body_ChunkedOfHttp10_IsRefused() =>
        (
            await RawHttp.SendAsync(
                server.Address,
                Request("POST /v1/translate", "1.0", "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n") + Chunks + Second
            )
        ).ShouldStartWith("HTTP/1.1 400 ");

    [Theory]
    [InlineData("GET /v1/models HTTP/1.1\nHost: localhost\r\n\r\n")]
    [InlineData("GET /v1/models HTTP/1.1\r\nHost: localhost\n\r\n")]
    [InlineData("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\n")]
    public async Task Line_EndsWithALineFeedAlone_IsRefused(string request) =>
        (await RawHttp.SendAsync(server.Address, request)).ShouldStartWith("HTTP/1.1 400 ");

    [Theory]
    [InlineData("Content-Length: 37\r\n", Body)]
    [InlineData("Content-Length:37\r\n", Body)]
    [InlineData("content-length: \t 37 \t\r\n", Body)]
    [InlineData("Content-Length: 037\r\n", Body)]
    [InlineData("Transfer-Encoding: chunked\r\n", Chunks)]
    [InlineData("transfer-encoding:\tCHUNKED \r\n", Chunks)]
    public async Task Body_OfPlainLength_IsReadAndTheNextRequestAnswered(string headers, string body)
    {
        var answer = await RawHttp.SendAsync(
            server.Address,
            Request("POST /v1/translate", "1.1", headers)
                + body
                + Second
                + "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        );

        answer.Split("HTTP/1.1 200 OK").Length.ShouldBe(4, answer);
    }

    [Theory]
    [InlineData("+5")]
    [InlineData("5,5")]
    [InlineData("0x5")]
    public async Task Http2_LengthThatIsNoNumber_IsRefused(string length)
    {
        byte[] headers = [.. RawHttp2.Call("/transformer.v1.Transformer/ListModels"), .. RawHttp2.Header("content-length", length)];

        var outcome = await RawHttp2.SendAsync(
            server.GrpcAddress,
            [
                RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, 1, headers),
                RawHttp2.Frame(RawHttp2.Data, RawHttp2.EndStream, 1, new byte[5]),
            ]
        );

        outcome.Answers.ShouldBeEmpty(outcome.ToString());
    }

    private static string Request(string method, string version, string headers) =>
        $"{method} HTTP/{version}\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\r\n";
}
