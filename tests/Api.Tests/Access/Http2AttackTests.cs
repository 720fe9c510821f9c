using System.Net;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>Attacks on the HTTP/2 of the gRPC port. During each, other connections are answered.</summary>
public sealed class Http2AttackTests(ApiServer server)
{
    private const string ListModels = "/transformer.v1.Transformer/ListModels";
    private const int ProtocolError = 1,
        FrameSizeError = 6,
        RefusedStream = 7;
    private const int Flood = 100_000;

    private static readonly byte[] Cancel = [0, 0, 0, 8];
    private static readonly byte[] Open = RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, 1, RawHttp2.Call(ListModels));

    // CVE-2023-44487. What the server says is lost when it closes while the client still sends.
    [Fact]
    public async Task RapidReset_ManyStreams_EndsTheConnection()
    {
        var call = RawHttp2.Call(ListModels);

        var outcome = await AttackAsync(
            Enumerable
                .Range(0, Flood)
                .Select(number =>
                    (byte[])
                        [
                            .. RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, (2 * number) + 1, call),
                            .. RawHttp2.Frame(RawHttp2.Reset, 0, (2 * number) + 1, Cancel),
                        ]
                )
        );

        outcome.ReadAll.ShouldBeFalse();
        outcome.Sent.ShouldBeLessThan(Flood);
    }

    // CVE-2024-27316 and its kin: headers that never end.
    [Fact]
    public async Task Continuation_WithoutEnd_EndsTheConnectionAtTheLimit()
    {
        var filler = RawHttp2.Header("x-filler", new string('a', 4_000));

        var outcome = await AttackAsync(
            Enumerable
                .Range(0, Flood)
                .Select(number =>
                    number == 0
                        ? RawHttp2.Frame(RawHttp2.Headers, 0, 1, RawHttp2.Call(ListModels))
                        : RawHttp2.Frame(RawHttp2.Continuation, 0, 1, filler)
                )
        );

        outcome.ReadAll.ShouldBeFalse();
        outcome.Sent.ShouldBeLessThan(Flood);
    }

    [Fact]
    public async Task Continuation_EmptyWithoutEnd_HoldsUpNobody()
    {
        var outcome = await AttackAsync(
            Enumerable
                .Range(0, Flood)
                .Select(number =>
                    number == 0
                        ? RawHttp2.Frame(RawHttp2.Headers, 0, 1, RawHttp2.Call(ListModels))
                        : RawHttp2.Frame(RawHttp2.Continuation, 0, 1, [])
                )
        );

        outcome.GoAway.ShouldBe(ProtocolError, "for the ping at the end, which may not come between headers");
    }

    [Theory]
    [InlineData(10, 4_000, false)]
    [InlineData(150, 1, false)]
    [InlineData(20, 4_000, true)]
    [InlineData(300, 1, true)]
    public async Task Metadata_OverTheLimit_Is431AndOverTwiceEndsTheConnection(int count, int length, bool isOverTwice)
    {
        var headers = Enumerable.Range(0, count).Select(number => RawHttp2.Header($"x-{number}", new string('a', length)));

        var outcome = await AttackAsync(
            [
                RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndStream, 1, RawHttp2.Call(ListModels)),
                .. headers.Select(header => RawHttp2.Frame(RawHttp2.Continuation, 0, 1, header)),
                RawHttp2.Frame(RawHttp2.Continuation, RawHttp2.EndHeaders, 1, []),
            ],
            static outcome => outcome.Answers.Count > 0
        );

        outcome.GoAway.ShouldBe(isOverTwice ? ProtocolError : null);
        outcome.Answers.Any(answer => answer.AsSpan().IndexOf("431"u8) >= 0).ShouldBe(!isOverTwice, outcome.ToString());
    }

    // One large entry of the dynamic table, and thousands of references to it of one byte each.
    [Fact]
    public async Task HpackBomb_OneFrame_EndsTheConnection()
    {
        const byte newEntry = 0x40,
            firstDynamic = 0x80 | 62;
        byte[] entry = [newEntry, .. RawHttp2.Header("x-bomb", new string('a', 3_500))[1..]];

        var outcome = await AttackAsync([
            RawHttp2.Frame(
                RawHttp2.Headers,
                RawHttp2.EndStream | RawHttp2.EndHeaders,
                1,
                [.. RawHttp2.Call(ListModels), .. entry, .. Enumerable.Repeat(firstDynamic, 8_000)]
            ),
        ]);

        outcome.GoAway.ShouldBe(ProtocolError);
    }

    [Fact]
    public async Task Streams_OverTheLimit_AreRefusedOneByOne()
    {
        var call = RawHttp2.Call(ListModels);

        var outcome = await AttackAsync(
            Enumerable.Range(0, 300).Select(number => RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, (2 * number) + 1, call))
        );

        outcome.ReadAll.ShouldBeTrue();
        outcome.Resets.ShouldBe(new Dictionary<int, int> { [RefusedStream] = 200 });
    }

    public static TheoryData<byte, int> Floods =>
        new()
        {
            { RawHttp2.Ping, 8 },
            { RawHttp2.Settings, 0 },
            { RawHttp2.Data, 0 },
            { RawHttp2.Priority, 5 },
        };

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task Flood_CheapFrames_AreReadAndHoldUpNobody(byte type, int length)
    {
        var stream = type is RawHttp2.Data or RawHttp2.Priority ? 1 : 0;
        var frame = RawHttp2.Frame(type, 0, stream, new byte[length]);

        var outcome = await AttackAsync(Enumerable.Range(0, Flood).Select(number => number == 0 ? Open : frame));

        outcome.ReadAll.ShouldBeTrue();
    }

    [Fact]
    public async Task Frame_TooLarge_EndsTheConnection() =>
        (await AttackAsync([RawHttp2.Frame(RawHttp2.Data, 0, 1, new byte[1 << 20])])).GoAway.ShouldBe(FrameSizeError);

    [Fact]
    public async Task Frame_WithoutAStream_EndsTheConnection() =>
        (await AttackAsync([RawHttp2.Frame(RawHttp2.Data, 0, 0, new byte[8])])).GoAway.ShouldBe(ProtocolError);

    private async Task<Http2Outcome> AttackAsync(IEnumerable<byte[]> frames, Func<Http2Outcome, bool>? until = null)
    {
        var attack = RawHttp2.SendAsync(server.GrpcAddress, frames, until);
        do
        {
            (await server.GetAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        } while (!attack.IsCompleted);

        return await attack;
    }
}
