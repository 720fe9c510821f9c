using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Api.Grpc;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>Streams of reflection, and of callers without a key.</summary>
public sealed class AnonymousStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reflection_MoreStreamsThanAnAddressMay_AreRefusedUntilOneEnds()
    {
        await using var server = await StartAsync(("Grpc:MaxAnonymousStreamsPerAddress", "2"));
        var client = new ServerReflection.ServerReflectionClient(server.Grpc);
        using var first = client.ServerReflectionInfo(cancellationToken: Token);
        using var second = client.ServerReflectionInfo(cancellationToken: Token);
        await AskAsync(first);
        await AskAsync(second);

        using var third = client.ServerReflectionInfo(cancellationToken: Token);
        (await third.ResponseStream.MoveNext(Token).ShouldFailAsync(StatusCode.ResourceExhausted, "overloaded", retryAfter: 1)).ShouldBe(
            "This address has 2 streams without a key open (Grpc:MaxAnonymousStreamsPerAddress); end one."
        );

        await first.RequestStream.CompleteAsync();
        await Eventually.HoldsAsync(() => server.Services.GetRequiredService<AnonymousStreams>().Open == 1);
        using var fourth = client.ServerReflectionInfo(cancellationToken: Token);
        await AskAsync(fourth);
    }

    [Fact]
    public async Task Streams_MoreThanTheServerMay_AreRefused()
    {
        await using var server = await StartAsync(("Grpc:MaxAnonymousStreams", "1"));
        using var first = new ServerReflection.ServerReflectionClient(server.Grpc).ServerReflectionInfo(cancellationToken: Token);
        await AskAsync(first);

        using var second = new Transformer.TransformerClient(server.Grpc).TranslateStream(cancellationToken: Token);
        (await second.ResponseStream.MoveNext(Token).ShouldFailAsync(StatusCode.ResourceExhausted, "overloaded", retryAfter: 1)).ShouldBe(
            "The server has 1 streams without a key open (Grpc:MaxAnonymousStreams); try again later."
        );
    }

    [Fact]
    public async Task Streams_ThatSendNothing_End()
    {
        await using var server = await StartAsync(("Grpc:AnonymousStreamIdleTime", "00:00:01"));
        using var reflection = new ServerReflection.ServerReflectionClient(server.Grpc).ServerReflectionInfo(cancellationToken: Token);
        using var translation = new Transformer.TransformerClient(server.Grpc).TranslateStream(cancellationToken: Token);
        await AskAsync(reflection);

        const string Detail =
            "The stream sent nothing for 1 s (Grpc:AnonymousStreamIdleTime); open another when there is something to send.";
        (await reflection.ResponseStream.MoveNext(Token).ShouldFailAsync(StatusCode.DeadlineExceeded, "timedOut")).ShouldBe(Detail);
        (await translation.ResponseStream.MoveNext(Token).ShouldFailAsync(StatusCode.DeadlineExceeded, "timedOut")).ShouldBe(Detail);
        server.Services.GetRequiredService<AnonymousStreams>().Open.ShouldBe(0);
    }

    [Fact]
    public async Task TranslateStream_WithAKey_IsNotCountedAndMayPause()
    {
        await using var server = await AccessServer.StartAsync(
            ("Grpc:MaxAnonymousStreams", "1"),
            ("Grpc:AnonymousStreamIdleTime", "00:00:01")
        );
        var metadata = AccessServer.Metadata(AccessServer.CallerKey);
        using var reflection = new ServerReflection.ServerReflectionClient(server.Grpc).ServerReflectionInfo(
            metadata,
            cancellationToken: Token
        );
        using var translation = new Transformer.TransformerClient(server.Grpc).TranslateStream(metadata, cancellationToken: Token);
        var translated = translation.ResponseStream.MoveNext(Token);
        await AskAsync(reflection);

        await reflection.ResponseStream.MoveNext(Token).ShouldFailAsync(StatusCode.DeadlineExceeded, "timedOut");
        translated.IsCompleted.ShouldBeFalse();
        await translation.RequestStream.WriteAsync(
            new TranslateStreamRequest
            {
                Id = "1",
                Text = "A cat sat.",
                Model = "en-fr",
            },
            Token
        );
        (await translated).ShouldBeTrue();
    }

    private static async Task AskAsync(AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> stream)
    {
        await stream.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Token);
        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue();
    }

    private static async Task<ApiServer> StartAsync(params (string, string)[] settings)
    {
        var server = new ApiServer(ApiServer.DefaultNames(), [("Models:WatchForChanges", "false"), .. settings]);
        await server.InitializeAsync();
        return server;
    }
}
