using System.Text;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Endpoints;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>
/// Messages and frames of TranslateStream that cannot be read: a message fails alone, a frame ends the call after what was read is
/// answered.
/// </summary>
public sealed class GrpcFrameTests(ApiServer server)
{
    private const string Stream = RawGrpc.Service + "TranslateStream";
    private const string Malformed = "The message could not be read; send what transformer.proto describes.";
    private const string NotUtf8 = "The body is not valid UTF-8.";

    private static readonly byte[] Id = RawGrpc.Field(1, "bad"u8.ToArray());

    public static TheoryData<string, byte[], string> UnreadableMessages =>
        new()
        {
            { "a field that is cut off", [.. Id, 0x12, 0xFF, 0xFF], Malformed },
            { "an unfinished tag", [.. Id, 0xFF], Malformed },
            { "a field number of 0", [.. Id, 0x02, 0x01, 0x61], Malformed },
            { "options that are no message", [.. Id, .. RawGrpc.Field(2, "A dog."u8.ToArray()), .. RawGrpc.Field(7, [0xFF])], Malformed },
            { "an end without a start", [.. Id, 0x14], Malformed },
            { "a text with a cut sequence", [.. Id, .. RawGrpc.Field(2, [0xC3, 0x28])], NotUtf8 },
            { "a text with half a surrogate pair", [.. Id, .. RawGrpc.Field(2, [0xED, 0xA0, 0xBD])], NotUtf8 },
            { "a text with a byte that never is", [.. Id, .. RawGrpc.Field(2, [0xFF])], NotUtf8 },
            { "a model that is not UTF-8", [.. Id, .. RawGrpc.Field(2, "A dog."u8.ToArray()), .. RawGrpc.Field(3, [0xC0, 0x80])], NotUtf8 },
        };

    [Theory]
    [MemberData(nameof(UnreadableMessages))]
    public async Task TranslateStream_MessageThatCannotBeRead_FailsAloneWithItsId(string what, byte[] message, string detail)
    {
        var answer = await RawGrpc.CallAsync(server.GrpcAddress, Stream, [.. Text("first"), .. RawGrpc.Frame(message), .. Text("last")]);

        answer.Status.ShouldBe("0", what);
        answer.Answers.Keys.ShouldBe(["first", "bad", "last"], ignoreOrder: true);
        answer
            .Answers["bad"]
            .Error.ShouldBe(
                new Error
                {
                    Code = (int)StatusCode.InvalidArgument,
                    Reason = "invalidInput",
                    Message = detail,
                }
            );
        answer.Answers["first"].Translated.Translation.OutputTokens.ShouldBeGreaterThan(0);
        answer.Answers["last"].Translated.Translation.OutputTokens.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task TranslateStream_IdThatCannotBeRead_IsAnsweredWithoutOne()
    {
        var answer = await RawGrpc.CallAsync(server.GrpcAddress, Stream, [.. RawGrpc.Frame(RawGrpc.Field(1, [0xFF])), .. Text("last")]);

        answer.Status.ShouldBe("0");
        answer.Answers[""].Error.Message.ShouldBe(NotUtf8);
        answer.Answers["last"].Translated.ShouldNotBeNull();
    }

    [Fact]
    public async Task TranslateStream_TextTooLong_FailsAlone()
    {
        var tooLong = new TranslateStreamRequest { Id = "bad", Text = new string('a', 500_001) };

        var answer = await RawGrpc.CallAsync(server.GrpcAddress, Stream, [.. Text("first"), .. RawGrpc.Frame(tooLong), .. Text("last")]);

        answer.Status.ShouldBe("0");
        answer.Answers["bad"].Error.Reason.ShouldBe("inputTooLarge");
        answer.Answers["bad"].Error.Code.ShouldBe((int)StatusCode.InvalidArgument);
        answer.Answers["first"].Translated.ShouldNotBeNull();
        answer.Answers["last"].Translated.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("6e2d66723a02", StatusCode.InvalidArgument)] // a flag that is neither 0 nor 1
    [InlineData("1000000000", StatusCode.InvalidArgument)]
    [InlineData("00eba324fc00", StatusCode.InvalidArgument)] // a length of almost four gigabytes
    [InlineData("0000500000", StatusCode.InvalidArgument)] // a length over the limit
    [InlineData("00000000ff01", StatusCode.InvalidArgument)] // a message that is cut off
    [InlineData("000000", StatusCode.InvalidArgument)] // a header that is cut off
    [InlineData("0100000003616263", StatusCode.InvalidArgument)] // compressed, without saying how
    [InlineData("0100000003616263", StatusCode.InvalidArgument, "gzip")] // not compressed in truth
    [InlineData("0100000003616263", StatusCode.Unimplemented, "snappy")] // compressed in a way that is not known (the protocol's own status)
    public async Task TranslateStream_FrameThatCannotBeRead_EndsTheCallAfterTheAnswers(
        string frame,
        StatusCode status,
        string? encoding = null
    )
    {
        (string, string)[] headers = encoding is null ? [] : [("grpc-encoding", encoding)];

        var answer = await RawGrpc.CallAsync(
            server.GrpcAddress,
            Stream,
            [.. Text("first"), .. Text("second"), .. Convert.FromHexString(frame)],
            headers: headers
        );

        answer.Status.ShouldBe(status.ToString("D"));
        answer.Answers.Keys.ShouldBe(["first", "second"], ignoreOrder: true);
        answer.Answers.Values.ShouldAllBe(text => text.Translated.Translation.OutputTokens > 0);
    }

    [Fact]
    public async Task TranslateStream_FrameOverTheLimit_IsInputTooLarge()
    {
        var answer = await RawGrpc.CallAsync(server.GrpcAddress, Stream, [.. Text("first"), 0, 0x00, 0x50, 0x00, 0x00]);

        answer.Message.ShouldBe("The message is larger than Access:MaxRequestBodyBytes; send fewer or shorter texts in one request.");
        answer.Answers.Keys.ShouldBe(["first"]);
    }

    public static TheoryData<string, string, byte[]> Utf8Cases
    {
        get
        {
            var cases = new TheoryData<string, string, byte[]>();
            foreach (
                var text in new byte[][]
                {
                    [0xC3, 0x28],
                    [0xED, 0xA0, 0xBD],
                    [0xED, 0xB8, 0x80],
                    [0xFF],
                    [0xC0, 0x80],
                    [0xF4, 0x90, 0x80, 0x80],
                    [0x61, 0xC3],
                }
            )
            {
                cases.Add("Translate", BadBody.Translate, text);
                cases.Add("Classify", BadBody.Classify, text);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Utf8Cases))]
    public async Task Unary_TextThatIsNotUtf8_IsRefusedAsByRest(string method, string path, byte[] text)
    {
        var rest = await server.PostAsync(path, [.. """{"text":"a """u8, .. text, .. "\"}"u8], "application/json");

        var answer = await RawGrpc.CallAsync(server.GrpcAddress, RawGrpc.Service + method, RawGrpc.Frame(RawGrpc.Field(1, text)));

        answer.Status.ShouldBe("3");
        answer.Message.ShouldBe(rest.ShouldBeProblem(400, "invalidInput"));
    }

    [Theory]
    [InlineData(RawGrpc.Service + "GetModel")]
    [InlineData(RawGrpc.Service + "GetShadowReport")]
    [InlineData(RawGrpc.Service + "ListDisagreements")]
    [InlineData("/grpc.health.v1.Health/Check")]
    [InlineData("/grpc.health.v1.Health/Watch")]
    public async Task Unary_NameThatIsNotUtf8_IsRefusedWithDetails(string path)
    {
        var answer = await RawGrpc.CallAsync(server.GrpcAddress, path, RawGrpc.Frame(RawGrpc.Field(1, [0xC3, 0x28])));

        (answer.Status, answer.Message).ShouldBe(("3", NotUtf8));
    }

    [Fact]
    public async Task Translate_NoncharactersAndEmoji_AreAnsweredAsByRest()
    {
        const string text = "a \uFFFD \uFFFE \U0001F600 é";
        var rest = await server.PostAsync(BadBody.Translate, $$"""{"text":"{{text}}"}""");

        var answer = await RawGrpc.CallAsync(
            server.GrpcAddress,
            RawGrpc.Service + "Translate",
            RawGrpc.Frame(RawGrpc.Field(1, Encoding.UTF8.GetBytes(text)))
        );

        answer.Status.ShouldBe("0");
        TranslateResponse
            .Parser.ParseFrom(answer.Messages.ShouldHaveSingleItem())
            .Translations[0]
            .Text.ShouldBe(rest.Json.GetProperty("translations")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Call_AnotherMediaType_Is415()
    {
        var answer = await RawGrpc.CallAsync(server.GrpcAddress, RawGrpc.Service + "Translate", Text("first"), "text/plain");

        ((int)answer.Http).ShouldBe(415);
    }

    private static byte[] Text(string id) => RawGrpc.Frame(new TranslateStreamRequest { Id = id, Text = "Two dogs." });
}
