using System.Net;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>Clients that hold connections (slow-loris), at a server whose patience is short. It always closes them itself.</summary>
public sealed class SlowClientTests
{
    private static readonly (string, string)[] Impatient =
    [
        ("Access:Limits:HeadersTimeout", "00:00:01"),
        ("Access:Limits:SlowGracePeriod", "00:00:02"),
        ("Access:Limits:MinBytesPerSecond", "10000"),
    ];

    private static readonly (string, string) Idle = ("Access:Limits:IdleTimeout", "00:00:01");

    [Theory]
    [InlineData("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n", "HTTP/1.1 408 ")]
    [InlineData(
        "POST /v1/translate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
        "HTTP/1.1 504 "
    )]
    [InlineData(
        "POST /v1/translate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{",
        "HTTP/1.1 504 "
    )]
    [InlineData("G", "HTTP/1.1 408 ")]
    [InlineData("", "")]
    public async Task Connection_SlowOrIdle_IsClosed(string begun, string answered)
    {
        // Only who says nothing is idle: on a busy machine the others' first bytes may take longer than a second to come.
        await using var server = new ApiServer(ApiServer.DefaultNames(), begun == "" ? [.. Impatient, Idle] : Impatient);
        await server.InitializeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RawHttp.SendAsync(server.Address, begun)));

        answers.ShouldAllBe(answer => answer.StartsWith(answered) && (answered != "" || answer == ""));
        (await server.GetAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(0)] // headers that do not end
    [InlineData(RawHttp2.EndHeaders)] // a body that does not come
    public async Task Http2_CallThatDoesNotGoOn_IsClosed(byte flags)
    {
        await using var server = new ApiServer(ApiServer.DefaultNames(), [.. Impatient, Idle]);
        await server.InitializeAsync();
        var begun = RawHttp2.Frame(RawHttp2.Headers, flags, 1, RawHttp2.Call("/transformer.v1.Transformer/ListModels"));

        var outcome = await RawHttp2.SendAsync(server.GrpcAddress, [begun], static _ => false);

        outcome.IsClosed.ShouldBeTrue(outcome.ToString());
    }
}
