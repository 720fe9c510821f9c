using System.Net;
using System.Net.Sockets;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Api.Commands;
using TransformerService.Api.Connections;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Connections;

/// <summary>Connections over the limits, at a server on real sockets. Linux takes every address of 127.0.0.0/8 for its own.</summary>
public sealed class ConnectionLimitTests
{
    private const string Ok = "HTTP/1.1 200 OK",
        TooMany = "HTTP/1.1 429 Too Many Requests";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probes_AllConnectionsHeldByOneAddress_AreAnswered()
    {
        await using var server = await StartAsync(("Access:Limits:MaxConnections", "20"), ("Access:Limits:MaxConnectionsPerAddress", "20"));
        using var held = new HeldConnections();
        await held.OpenAsync(server.Address, 60);

        for (var round = 0; round < 20; round++)
        {
            (await RawHttp.GetAsync(server.Address, "/health/live")).ShouldStartWith(Ok);
            (await RawHttp.GetAsync(server.Address, "/health/ready")).ShouldStartWith(Ok);
        }

        (await HealthCommand.RunAsync([$"--Kestrel:Endpoints:Http:Url={server.Address}"])).ShouldBe(0);
        using var channel = NewChannel(server.GrpcAddress);
        (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Token)).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
        (await server.GetAsync("/v1/models")).Status.ShouldBe(HttpStatusCode.OK, "by the connection that was there before");
    }

    [Fact]
    public async Task OtherCalls_AllConnectionsHeld_AreOverloadedAndTheConnectionCloses()
    {
        await using var server = await StartAsync(("Access:Limits:MaxConnections", "4"), ("Access:Limits:MaxConnectionsPerAddress", "4"));
        using var held = new HeldConnections();
        await held.OpenAsync(server.Address, 10);

        var answer = await RawHttp.SendAsync(server.Address, "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
        answer.ShouldStartWith(TooMany);
        answer.ShouldContain("Connection: close");
        answer.ShouldContain("Retry-After: 1");
        answer.ShouldContain("Access:Limits:MaxConnections");
        answer = await RawHttp.SendAsync(server.Address, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        answer.ShouldStartWith(Ok, Case.Sensitive, "and is closed, though nobody asked for that");

        using var channel = NewChannel(server.GrpcAddress);
        var health = new Health.HealthClient(channel);
        using var watch = health.Watch(new HealthCheckRequest(), cancellationToken: Token);
        (await Should.ThrowAsync<global::Grpc.Core.RpcException>(() => watch.ResponseStream.MoveNext(Token))).StatusCode.ShouldBe(
            global::Grpc.Core.StatusCode.ResourceExhausted
        );

        held.Dispose();
        await Eventually.HoldsAsync(async () =>
            (await RawHttp.GetAsync(server.Address, "/v1/models")).StartsWith(Ok, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Probes_CallersThatComeAgainAndAgain_AreAnswered()
    {
        await using var server = await StartAsync(("Access:Limits:MaxConnections", "4"), ("Access:Limits:ProbeConnections", "8"));
        using var held = new HeldConnections();
        await held.OpenAsync(server.Address, 4, "127.0.0.3");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var callers = Enumerable
            .Range(0, 16)
            .Select(number =>
                Task.Run(async () =>
                {
                    while (!over.IsCancellationRequested)
                    {
                        using var mine = new HeldConnections();
                        await mine.AskAsync(server.Address, "/v1/models", "127.0.0.2");
                        await mine.AskAsync(server.Address, "/", "127.0.0.2");
                    }
                })
            )
            .ToArray();

        try
        {
            for (var round = 0; round < 50; round++)
            {
                using var probe = new HeldConnections();
                (await probe.AskAsync(server.Address, "/health/live")).ShouldBe(Ok);
            }
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(callers);
        }
    }

    [Fact]
    public async Task Calls_AnAddressThatHasItsShare_AreRefusedToItAlone()
    {
        await using var server = await StartAsync(("Access:Limits:MaxConnections", "20"));
        using var held = new HeldConnections();
        await held.OpenAsync(server.Address, 30, "127.0.0.2");

        (await held.AskAsync(server.Address, "/v1/models", "127.0.0.2")).ShouldBe(TooMany);
        (await held.AskAsync(server.Address, "/health/live", "127.0.0.2")).ShouldBe(Ok);
        (await held.AskAsync(server.Address, "/v1/models", "127.0.0.3")).ShouldBe(Ok);
        server
            .Logs.Count(line => line.Contains("Access:Limits:MaxConnectionsPerAddress", StringComparison.Ordinal))
            .ShouldBeLessThan(10, "once a minute");
        server.Logs.ShouldContain(line =>
            line.Contains(
                "1 connections came from addresses that had 5 open (Access:Limits:MaxConnectionsPerAddress), the last from 127.0.0.2",
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public async Task Calls_ThroughATrustedProxy_HaveAllConnectionsThatThereAre()
    {
        await using var server = await StartAsync(
            ("Access:Limits:MaxConnections", "20"),
            ("Access:TrustedProxies:0", "127.0.0.2"),
            ("Access:TrustedProxies:1", "127.0.1.0/24")
        );
        using var held = new HeldConnections();
        foreach (var proxy in new[] { "127.0.0.2", "127.0.1.7" })
        {
            await held.OpenAsync(server.Address, 18, proxy);
            (await held.AskAsync(server.Address, "/v1/models", proxy)).ShouldBe(Ok, "more than a quarter");
            held.Dispose();
            await Eventually.HoldsAsync(() => server.Services.GetRequiredService<ConnectionPlaces>().Taken.Callers == 1);
        }

        await held.OpenAsync(server.Address, 20, "127.0.0.2");
        (await held.AskAsync(server.Address, "/v1/models", "127.0.0.2")).ShouldBe(TooMany, "but not more than all");
        (await held.AskAsync(server.Address, "/health/live", "127.0.0.3")).ShouldBe(Ok);
        held.Dispose();
        await Eventually.HoldsAsync(() => server.Services.GetRequiredService<ConnectionPlaces>().Taken.Callers == 1);
        await held.OpenAsync(server.Address, 5, "127.0.0.3");
        (await held.AskAsync(server.Address, "/v1/models", "127.0.0.3")).ShouldBe(TooMany, "is no proxy");
    }

    [Fact]
    public async Task AdminPorts_CallersPortsFull_AnswerAsBeforeAndHaveALimit()
    {
        await using var server = await AccessServer.StartAsync(
            ("Kestrel:Endpoints:Admin:Url", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:AdminGrpc:Url", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:AdminGrpc:Protocols", "Http2"),
            ("Access:Limits:MaxConnections", "4"),
            ("Access:Limits:MaxAdminConnections", "8")
        );
        using var held = new HeldConnections();
        await held.OpenAsync(server.Address, 20);

        (await server.GetAsync("/v1/models/en-fr", AccessServer.AdminKey, server.Addresses[0])).Status.ShouldBe(HttpStatusCode.OK);
        server.Services.GetRequiredService<ConnectionPlaces>().Taken.Admins.ShouldBe(1);
        await held.OpenAsync(server.Addresses[0], 4, "127.0.0.2");
        (await held.AskAsync(server.Addresses[0], "/health/live", "127.0.0.2")).ShouldBe("", "a quarter of them for an address");
        (await held.AskAsync(server.Addresses[1], "/health/live", "127.0.0.2")).ShouldBe("", "of both ports");
        (await held.AskAsync(server.Addresses[0], "/health/live", "127.0.0.3")).ShouldBe(Ok);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /health/li")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("POST /v1/translate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task Place_ConnectionClosedInAnyWay_ComesBack(string sent)
    {
        await using var server = await StartAsync();
        var places = server.Services.GetRequiredService<ConnectionPlaces>();
        var before = places.Taken.Callers;
        foreach (var port in new[] { server.Address, server.GrpcAddress })
        {
            foreach (var reset in new[] { true, false })
            {
                using (var client = new TcpClient())
                {
                    await client.ConnectAsync(port.Host, port.Port, Token);
                    await client.Client.SendAsync(System.Text.Encoding.ASCII.GetBytes(sent), Token);
                    client.LingerState = new LingerOption(reset, 0); // closes by RST, or by FIN
                }

                using var half = new TcpClient();
                await half.ConnectAsync(port.Host, port.Port, Token);
                await half.Client.SendAsync(System.Text.Encoding.ASCII.GetBytes(sent), Token);
                half.Client.Shutdown(SocketShutdown.Send);
                await Eventually.HoldsAsync(() => places.Taken.Callers == before);
            }
        }
    }

    private static GrpcChannel NewChannel(Uri address) =>
        GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true });

    private static async Task<ApiServer> StartAsync(params (string, string)[] settings)
    {
        var server = new ApiServer(ApiServer.DefaultNames(), [("Models:WatchForChanges", "false"), .. settings]);
        await server.InitializeAsync();
        return server;
    }
}
