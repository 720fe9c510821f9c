using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Models.Errors;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Json;

/// <summary>What bodies take while they are read, over real sockets and by themselves.</summary>
public sealed class BodyBuffersTests
{
    private const int Connections = 200;
    private const int KiB = 1_024;
    private const string Start = "POST /v1/translate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private const string Declared = "Content-Length: 4194304\r\n\r\n",
        Chunked = "Transfer-Encoding: chunked\r\n\r\n";

    // A patient server: the bodies stay until the test closes them.
    private static readonly (string, string)[] Patient =
    [
        ("Access:Limits:SlowGracePeriod", "00:05:00"),
        ("Access:Limits:IdleTimeout", "00:10:00"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Declared + "{", 4 * KiB)]
    [InlineData(Chunked + "1\r\n{\r\n", 4 * KiB)]
    [InlineData(Chunked + "400000\r\n{", 4 * KiB)] // the chunk declares it
    public async Task Bodies_DeclareMuchAndSendLittle_TakeLittle(string begun, int each)
    {
        await using var server = await StartAsync(Patient);
        var buffers = server.Services.GetRequiredService<BodyBuffers>();

        using (await HoldAsync(server, Connections, begun))
        {
            await Eventually.HoldsAsync(() => buffers.Count == Connections);
            buffers.Bytes.ShouldBe((long)Connections * each);
            (await server.PostAsync("/v1/translate", """{"text":"a"}""")).Status.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.HoldsAsync(() => buffers is { Bytes: 0, Count: 0 });
    }

    [Fact]
    public async Task Bodies_DeclareMuchAndSendNothing_TakeNothing()
    {
        await using var server = await StartAsync(Patient);
        var buffers = server.Services.GetRequiredService<BodyBuffers>();

        // Interim answers show that the bodies are waited for.
        using var held = await HoldAsync(server, Connections, "Expect: 100-continue\r\n" + Declared);
        foreach (var stream in held.Streams)
        {
            await stream.ReadExactlyAsync(new byte["HTTP/1.1 100 Continue\r\n\r\n".Length], Token);
        }

        (buffers.Bytes, buffers.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Bodies_OverTheBound_AreOverloadedAndSmallOnesAnswered()
    {
        await using var server = await StartAsync([
            .. Patient,
            ("Access:MaxRequestBodyBytes", "262144"),
            ("Access:MaxConcurrentBodyBytes", "1048576"),
        ]);
        var buffers = server.Services.GetRequiredService<BodyBuffers>();
        var large = $$"""{"text":"{{new string('a', 100 * KiB)}}"}""";

        using (var held = new Held())
        {
            for (var number = 1; number <= 4; number++) // one by one: a buffer that grows is there twice
            {
                await held.AddAsync(server, "Content-Length: 262144\r\n\r\n" + new string(' ', 65 * KiB));
                await Eventually.HoldsAsync(() => buffers.Bytes == number * 128 * KiB);
            }

            var refused = await server.PostAsync("/v1/translate", large);
            refused
                .ShouldBeProblem(429, "overloaded")
                .ShouldBe(
                    "The bodies that the server is reading use all 1048576 bytes (Access:MaxConcurrentBodyBytes), or those of this caller use its share; send the request again later."
                );
            refused.Response.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(1));
            (await server.PostAsync("/v1/translate", """{"text":"a"}""")).Status.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.HoldsAsync(() => buffers is { Bytes: 0, Count: 0 });
        (await server.PostAsync("/v1/translate", large)).Status.ShouldNotBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public void Grow_WithoutRoom_IsOverloadedAndKeepsTheOther()
    {
        var buffers = new BodyBuffers(
            Options.Create(new AccessOptions { MaxRequestBodyBytes = 4 * KiB, MaxConcurrentBodyBytes = 64 * KiB })
        );
        var buffer = buffers.Rent();
        buffer = buffers.Grow("a", buffers.Grow("a", buffers.Grow("a", buffer)));
        buffers.Bytes.ShouldBe(32 * KiB);

        Should.Throw<InferenceException>(() => buffers.Grow("a", buffer)).Error.ShouldBe(InferenceError.Overloaded);
        buffers.Bytes.ShouldBe(32 * KiB);
        var small = Enumerable.Range(0, 8).Select(_ => buffers.Rent()).ToArray();
        Should.Throw<InferenceException>(buffers.Rent).Error.ShouldBe(InferenceError.Overloaded);

        foreach (var one in small.Append(buffer))
        {
            buffers.Return("a", one);
        }

        (buffers.Bytes, buffers.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void Grow_ForACallerThatHoldsMuch_LeavesOthersTheirShare()
    {
        var buffers = new BodyBuffers(
            Options.Create(new AccessOptions { MaxRequestBodyBytes = 64 * KiB, MaxConcurrentBodyBytes = 1_024 * KiB })
        );
        List<byte[]> held = [];
        Should
            .Throw<InferenceException>(() =>
            {
                while (true)
                {
                    held.Add(buffers.Grow("many", buffers.Rent()));
                }
            })
            .Error.ShouldBe(InferenceError.Overloaded);

        // Three quarters of the 768 KiB, and the first buffer that did not grow.
        buffers.Bytes.ShouldBe((576 + 4) * KiB);
        var other = buffers.Grow("few", buffers.Grow("few", buffers.Rent()));
        buffers.Bytes.ShouldBe((576 + 4 + 16) * KiB);

        held.ForEach(buffer => buffers.Return("many", buffer));
        buffers.Return("few", other);
        buffers.Bytes.ShouldBe(4 * KiB);
    }

    private static async Task<ApiServer> StartAsync((string, string)[] settings)
    {
        var server = new ApiServer(ApiServer.DefaultNames(), settings);
        await server.InitializeAsync();
        return server;
    }

    private static async Task<Held> HoldAsync(ApiServer server, int count, string rest)
    {
        var held = new Held();
        for (var number = 0; number < count; number++)
        {
            await held.AddAsync(server, rest);
        }

        return held;
    }

    /// <summary>Connections that stay open until it is disposed.</summary>
    private sealed class Held : IDisposable
    {
        private readonly List<TcpClient> _clients = [];

        public IEnumerable<NetworkStream> Streams => _clients.Select(static client => client.GetStream());

        public async Task AddAsync(ApiServer server, string rest)
        {
            var client = new TcpClient();
            _clients.Add(client);
            await client.ConnectAsync(server.Address.Host, server.Address.Port, Token);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Start + rest), Token);
        }

        public void Dispose() => _clients.ForEach(static client => client.Dispose());
    }
}
