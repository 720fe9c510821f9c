using System.Text.Json;
using Shouldly;
using TransformerService.Api.Ports;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary><c>grpc-message</c> as it goes over the wire: escaped once, and no more than the protocol says.</summary>
public sealed class GrpcMessageTextTests(ApiServer server)
{
    [Theory]
    [InlineData("What to change; e.g. 'a', \"b\" (c) & d=e/f?", "What to change; e.g. 'a', \"b\" (c) & d=e/f?")]
    [InlineData("100 %", "100 %25")]
    [InlineData("%20 %25", "%2520 %2525")]
    [InlineData("é", "%C3%A9")]
    [InlineData("one\ntwo\r\t\u007f", "one%0Atwo%0D%09%7F")]
    [InlineData("\U0001F600", "%F0%9F%98%80")]
    [InlineData("", "")]
    public async Task Escape_EveryKindOfCharacter_IsWhatTheFrameworkWrites(string message, string escaped)
    {
        GrpcMessageText.Escape(message).ShouldBe(escaped);

        if (message.Length == 0)
        {
            return;
        }

        await using var failing = await FailingGrpcServer.StartAsync(
            _ => throw new InferenceException(InferenceError.InvalidInput, message),
            "Production",
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        (await RawGrpc.CallAsync(failing.Address, RawGrpc.Service + "GetModel", RawGrpc.Frame([]))).Message.ShouldBe(escaped);
    }

    [Fact]
    public async Task Refusal_BeforeTheCall_IsWrittenPlainly()
    {
        var unread = await RawGrpc.CallAsync(server.GrpcAddress, RawGrpc.Service + "Translate", RawGrpc.Frame([0xFF]));
        var unknown = await RawGrpc.CallAsync(server.GrpcAddress, "/transformer.v2.Transformer/Translate", RawGrpc.Frame([]));

        unread.Message.ShouldBe("The message could not be read; send what transformer.proto describes.");
        unknown.Message.ShouldBe("There is no such service; reflection lists the services.");
    }

    [Fact]
    public async Task Refusal_WithoutAKey_IsWrittenAsByRest()
    {
        await using var guarded = await AccessServer.StartAsync();
        var rest = await guarded.PostAsync("/v1/translate", JsonSerializer.Serialize(new { text = "a" }));

        var answer = await RawGrpc.CallAsync(guarded.GrpcAddress, RawGrpc.Service + "Translate", RawGrpc.Frame([]));

        (answer.Status, answer.Message).ShouldBe(("16", rest.ShouldBeProblem(401, "unauthenticated")));
    }
}
