using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Api.Connections;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Inference;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Connections;

/// <summary>
/// Bodies and answers that move, but too slowly for their size. The least speed of all sizes is 1 byte a second, so it ends none of them.
/// </summary>
public sealed class TransferTests
{
    private static readonly (string, string)[] Settings =
    [
        ("Access:Limits:MinBytesPerSecond", "1"),
        ("Access:Limits:SlowGracePeriod", "00:00:02"),
        ("Access:Limits:MaxTransferTime", "00:00:01"),
        ("Models:WatchForChanges", "false"),
    ];

    /// <summary>Ten of them are more than the least speed, and far too few.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Content-Length: 100000\r\n\r\n{", " ", "HTTP/1.1 504 Gateway Timeout")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", "1\r\n \r\n", "")]
    public async Task Body_FasterThanTheLeastSpeedButNotThereInTime_IsEnded(string begun, string goesOn, string answered)
    {
        await using var server = await StartAsync();
        var answer = await RawHttp.SendAsync(
            server.Address,
            $"POST /v1/translate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{begun}",
            goesOn,
            Pace
        );

        answer.Split("\r\n")[0].ShouldBe(answered);
        await ShouldBeOverAsync(server);
    }

    [Fact]
    public async Task Body_OverHttp2ThatDoesNotEnd_IsReset()
    {
        await using var server = await StartAsync();
        IEnumerable<byte[]> frames =
        [
            RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, 1, RawHttp2.Call("/transformer.v1.Transformer/Translate")),
            RawHttp2.Frame(RawHttp2.Data, 0, 1, [0, 0, 1, 0, 0]),
            .. Enumerable.Repeat(RawHttp2.Frame(RawHttp2.Data, 0, 1, [10]), 10_000),
        ];

        var outcome = await RawHttp2.SendAsync(server.GrpcAddress, frames, static outcome => outcome.Resets.Count > 0, Pace);

        outcome.Resets.Count.ShouldBe(1, outcome.ToString());
        await ShouldBeOverAsync(server);
    }

    [Fact]
    public async Task Answer_NotTaken_IsEnded()
    {
        await using var server = await StartAsync();
        var texts = string.Join(',', Enumerable.Repeat("\"a\"", 1_000));
        var body = $$"""{"text":[{{texts}}],"model":"intent","topK":10}""";
        using var client = new TcpClient { ReceiveBufferSize = 4_096 };
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Token);
        var request =
            $"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Token); // whose answer is more than Kestrel's and the system's buffers hold

        var pipeline = server.Services.GetRequiredService<InferencePipeline>();
        await Eventually.HoldsAsync(() => pipeline.InWork.AnswerBytes > 0);
        await ShouldBeOverAsync(server);
    }

    [Fact]
    public async Task Answers_SmallAndNotTaken_AreEnded()
    {
        await using var server = await StartAsync();
        using var client = new TcpClient { ReceiveBufferSize = 4_096 };
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Token);
        const string Body = """{"text":"a","model":"intent","topK":10}""";
        var request =
            $"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";
        var sending = client
            .GetStream()
            .WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(request, 2_000))), Token)
            .AsTask(); // is read as answers are taken

        await Eventually.HoldsAsync(() => server.Services.GetRequiredService<ConnectionPlaces>().Taken.Callers == 2);
        await ShouldBeOverAsync(server);
        await sending.ContinueWith(static sent => sent.Exception, Token, TaskContinuationOptions.None, TaskScheduler.Default); // may have been cut off
    }

    [Fact]
    public async Task Answer_ReadInTime_IsWholeOnAConnectionThatLivesOn()
    {
        await using var server = await StartAsync();
        for (var round = 0; round < 20; round++)
        {
            (await server.PostAsync("/v1/translate", """{"text":"A cat sat.","model":"en-fr"}""")).Status.ShouldBe(
                System.Net.HttpStatusCode.OK
            );
        }

        server.Services.GetRequiredService<ConnectionPlaces>().Taken.Callers.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_LongerThanATransfer_StaysOpen()
    {
        await using var server = await StartAsync();
        using var watch = new global::Grpc.Health.V1.Health.HealthClient(server.Grpc).Watch(
            new global::Grpc.Health.V1.HealthCheckRequest(),
            cancellationToken: Token
        );
        (await watch.ResponseStream.MoveNext(Token)).ShouldBeTrue();
        var next = watch.ResponseStream.MoveNext(Token);

        // A body that is ended meanwhile shows that the time is over.
        await RawHttp.SendAsync(
            server.Address,
            "POST /v1/translate HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{"
        );

        next.IsCompleted.ShouldBeFalse();
    }

    /// <summary>Nobody is left but the client of the tests, and nothing is kept.</summary>
    private static async Task ShouldBeOverAsync(ApiServer server)
    {
        var (pipeline, places) = (
            server.Services.GetRequiredService<InferencePipeline>(),
            server.Services.GetRequiredService<ConnectionPlaces>()
        );
        await Eventually.FindAsync(
            () => Task.FromResult((places.Taken.Callers, pipeline.InWork)),
            found => found is { Callers: <= 1, InWork: (0, 0, 0) },
            found => $"{found}\n{string.Join('\n', server.Logs.Where(static line => line.Contains("Kestrel")).TakeLast(60))}",
            TimeSpan.FromSeconds(15)
        );
        server.Services.GetRequiredService<TransferDeadlines>().Count.ShouldBe(0);
    }

    private static async Task<ApiServer> StartAsync()
    {
        var server = new SmallBuffersServer();
        await server.InitializeAsync();
        return server;
    }

    /// <summary>The system keeps little of an answer that is not taken: otherwise megabytes, on loopback.</summary>
    private sealed class SmallBuffersServer() : ApiServer(DefaultNames(), Settings)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(static services =>
                services.Configure<SocketTransportOptions>(static sockets =>
                    sockets.CreateBoundListenSocket = static endpoint =>
                    {
                        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                        socket.SendBufferSize = 4_096; // its connections have it too
                        return socket;
                    }
                )
            );
        }
    }
}
