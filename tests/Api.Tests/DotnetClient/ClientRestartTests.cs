using System.Collections.Concurrent;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Client;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>A server that is restarted while callers call: every call is answered or fails with the client's exception, and none hangs.</summary>
public sealed class ClientRestartTests
{
    private const int Callers = 32;

    private static readonly string[] Expected =
    [
        TransformerServiceErrors.Unreachable,
        TransformerServiceErrors.ModelNotReady,
        TransformerServiceErrors.Overloaded,
        TransformerServiceErrors.Cancelled,
        TransformerServiceErrors.ModelNotFound, // it has not read its folder yet
        TransformerServiceErrors.TimedOut,
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TransformerServiceTransport.Rest)]
    [InlineData(TransformerServiceTransport.Grpc)]
    public async Task Calls_WhileTheServerRestarts_AreAnsweredOrFailClearly(TransformerServiceTransport transport)
    {
        Uri rest = new($"http://127.0.0.1:{FreePort.Find()}"),
            grpc = new($"http://127.0.0.1:{FreePort.Find()}");
        await using var client = new TestClient(rest, grpc, transport, options => options.MaxRetries = 1);
        var answered = new int[Callers];
        var failures = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();

        Task[] callers;
        await using (var first = await StartAsync(rest, grpc))
        {
            callers = [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller), Token))];
            await Eventually.HoldsAsync(() => Task.FromResult(answered.All(count => count > 0)));
        }

        var before = answered.ToArray();
        await using (await StartAsync(rest, grpc))
        {
            await Eventually.HoldsAsync(() => Task.FromResult(answered.Zip(before).All(count => count.First > count.Second)));
            await stop.CancelAsync();
            await Task.WhenAll(callers).WaitAsync(TimeSpan.FromMinutes(5), Token);
        }

        failures.Distinct().Except(Expected).ShouldBeEmpty();

        async Task CallAsync(int caller)
        {
            var request = new ClassifyRequest { Text = ["a gorgeous movie"], Model = "sentiment" };
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    (await client.Calls.ClassifyAsync(request, Token)).Results.Count.ShouldBe(1);
                    answered[caller]++;
                }
                catch (TransformerServiceException failure)
                {
                    failures.Enqueue(failure.Code);
                    await Task.Yield();
                }
            }
        }
    }

    private static async Task<ApiServer> StartAsync(Uri rest, Uri grpc)
    {
        var server = new ApiServer(
            ApiServer.DefaultNames(),
            ("Kestrel:Endpoints:Http:Url", rest.AbsoluteUri),
            ("Kestrel:Endpoints:Grpc:Url", grpc.AbsoluteUri)
        );
        await server.InitializeAsync();
        return server;
    }
}
