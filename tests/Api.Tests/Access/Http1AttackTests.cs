using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>Bombs in headers and bodies of REST calls. After each the server answers as before.</summary>
public sealed class Http1AttackTests(ApiServer server)
{
    private const string Path = "/v1/translate";
    private const string Json = "Content-Type: application/json\r\n";
    private const string Start = "POST " + Path + " HTTP/1.1\r\nHost: localhost\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Requests =>
        new()
        {
            { "101 headers", Get(Repeat(101, number => $"X-{number}: a\r\n")), "431" },
            { "a header of 40,000 characters", Get($"X-Long: {new string('a', 40_000)}\r\n"), "431" },
            { "60 headers of 1,000 characters", Get(Repeat(60, number => $"X-{number}: {new string('a', 1_000)}\r\n")), "431" },
            { "a target of 70,000 characters", $"GET /{new string('a', 70_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", "414" },
            { "a header with a line break", Get("X-A: a\nX-B\r\n"), "400" },
            { "a NUL in a header", Get("X-A: a\0b\r\n"), "400" },
            { "no Host", "GET /v1/models HTTP/1.1\r\n\r\n", "400" },
            { "two Hosts", Get("Host: elsewhere\r\n"), "400" },
            { "another Host than the target's", "GET http://elsewhere/v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n", "400" },
            { "two lengths", Start + Json + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", "400" },
            { "a negative length", Start + Json + "Content-Length: -1\r\n\r\n{}", "400" },
            { "a length beyond all limits", Start + Json + "Content-Length: 99999999999999999999\r\n\r\n{}", "400" },
            { "a length of 1 TB", Start + Json + "Content-Length: 1000000000000\r\n\r\n{}", "413" },
            { "an unknown transfer encoding", Start + Json + "Transfer-Encoding: gzip, identity\r\n\r\n{}", "400" },
            { "a chunk of no size", Start + Json + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", "400" },
            { "a chunk of endless size", Start + Json + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}", "400" },
            { "another HTTP", "GET /v1/models HTTP/9.9\r\nHost: localhost\r\n\r\n", "505" },
            { "no HTTP", "\u0016\u0003\u0001\r\n\r\n", "400" },
        };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_Malformed_IsRefusedAndClosed(string what, string request, string status)
    {
        var answer = await RawHttp.SendAsync(server.Address, request);

        answer.ShouldStartWith($"HTTP/1.1 {status} ", Case.Sensitive, what);
        await ShouldBeAlive();
    }

    [Fact]
    public async Task Body_LengthAndChunked_IsRefusedAndClosed() // what smuggles a request past a proxy that believes the length
    {
        var answer = await RawHttp.SendAsync(
            server.Address,
            Start
                + Json
                + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n"
        );

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.Split("HTTP/1.1 ").Length.ShouldBe(2, "the second request is not answered");
    }

    [Fact]
    public async Task Body_ChunksWithoutEnd_IsInputTooLargeAtTheLimit()
    {
        var chunk = $"10000\r\n{new string(' ', 0x10000)}\r\n";

        var answer = await RawHttp.SendAsync(server.Address, Start + Json + "Transfer-Encoding: chunked\r\n\r\n", chunk);

        answer.ShouldStartWith("HTTP/1.1 413 ");
        answer.ShouldContain("inputTooLarge");
        await ShouldBeAlive();
    }

    [Theory]
    [InlineData("[", 1_000_000)]
    [InlineData("{\"a\":", 500_000)]
    [InlineData("{\"text\":[", 1)]
    [InlineData("{\"options\":{\"options\":", 100_000)]
    public async Task Body_DeepJson_IsInvalidInput(string piece, int times)
    {
        var body = string.Concat(Enumerable.Repeat(piece, times));

        (await server.PostAsync(Path, body)).ShouldBeProblem(400, "invalidInput");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Body_Compressed_IsUnsupportedAndNotInflated(string encoding)
    {
        using var compressed = new MemoryStream();
        await using (
            Stream bomb = encoding switch
            {
                "gzip" => new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
                _ => new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
            }
        )
        {
            await bomb.WriteAsync(new byte[64 << 20], Token);
        }

        using var content = new ByteArrayContent(compressed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        using var response = await server.Http.PostAsync(new Uri(Path, UriKind.Relative), content, Token);

        (await Answer.ReadAsync(response)).ShouldBeProblem(415, "unsupportedMediaType");
    }

    private static string Get(string headers) => $"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n";

    private static string Repeat(int count, Func<int, string> header) =>
        new StringBuilder().AppendJoin("", Enumerable.Range(0, count).Select(header)).ToString();

    private async Task ShouldBeAlive() => (await server.GetAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
}
