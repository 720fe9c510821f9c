using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Api.Lifecycle;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Lifecycle;

/// <summary>SIGTERM to a real process.</summary>
public sealed class ShutdownTests(ITestOutputHelper output)
{
    private const int EnoughAnswers = 200;

    /// <summary>bench/shutdown.sh asks for more.</summary>
    private static readonly int Rounds = int.TryParse(
        Environment.GetEnvironmentVariable("SHUTDOWN_ROUNDS"),
        CultureInfo.InvariantCulture,
        out var rounds
    )
        ? rounds
        : 1;

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:00:01")]
    public async Task Terminate_UnderLoadOf32Clients_AnswersEveryCallTakenAndExitsWithZero(string delay)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await ServerProcess.StartReadyAsync(
                $"--Shutdown:Delay={delay}",
                "--Cache:Enabled=false" // the model is at work when the signal comes
            );
            var counts = new LoadCounts();
            var load = new LoadClients(server, counts, TestContext.Current.CancellationToken).RunAsync(rest: 16, grpc: 12, streams: 4);
            await server.UntilAsync(() => Task.FromResult(counts.Answered >= EnoughAnswers));
            var before = counts.Answered;

            server.Terminate();

            var exitCode = await server.ExitAsync();
            await load;
            var line =
                $"Delay {delay}, round {round + 1}: exit code {exitCode}; {counts}; {counts.Answered - before} of them after SIGTERM";
            output.WriteLine(line);
            exitCode.ShouldBe(0, string.Join('\n', server.Output));
            counts.Lost.ShouldBe(0, line);
            server.Output.ShouldContain(logged => logged.Contains("Stopped, with 0 calls without an answer", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task StoppingAsync_CalledTwiceAndAfterDisposal_StopsOnce()
    {
        var server = new ApiServer();
        await server.InitializeAsync();
        var drain = server.Services.GetRequiredService<Drain>();

        await Task.WhenAll(drain.StoppingAsync(CancellationToken.None), drain.StoppingAsync(CancellationToken.None));
        drain.Closing.IsCancellationRequested.ShouldBeTrue();
        await server.DisposeAsync();

        await drain.StoppingAsync(CancellationToken.None);
        server.Logs.Count(line => line.Contains("Stopping: not ready", StringComparison.Ordinal)).ShouldBe(1);
    }
}
