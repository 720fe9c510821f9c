using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Shadow.Store;
using Xunit;

namespace TransformerService.Api.Tests.Lifecycle;

/// <summary>kill -9, and the next process on the same store.</summary>
public sealed class KillTests : IDisposable
{
    private const int Written = 5;
    private const int Unwritten = 7;

    private readonly FixtureRepository _models = ShadowServer.WithTeachers();

    private string Store => Path.Combine(_models.Root, ".data", "shadow.db");

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Kill_WithABatchNotWritten_LosesThatBatchAndCountsIt()
    {
        await using (var first = await StartAsync("00:00:00.050"))
        {
            await ClassifyAsync(first, 0, Written);
            await first.UntilAsync(async () => await ReportAsync(first) is (Written, 0, 0));
            first.Terminate();
            (await first.ExitAsync()).ShouldBe(0);
        }

        Directory.GetFiles(Path.GetDirectoryName(Store)!, "*.run").ShouldBeEmpty("a process that ended well leaves no journal");
        await using (var second = await StartAsync("00:01:00"))
        {
            await ClassifyAsync(second, Written, Unwritten);
            await second.UntilAsync(async () => await ReportAsync(second) is (Written + Unwritten, Unwritten, 0));
            second.Kill();
            await second.ExitAsync();
        }

        await using var third = await StartAsync("00:00:00.050");
        await third.UntilAsync(async () => await ReportAsync(third) is (Written, 0, Unwritten));
        third.Output.ShouldContain(line => line.Contains($"the outcome of {Unwritten} texts", StringComparison.Ordinal));

        // It goes on counting in the same store: what was lost is new again, and what was written is not.
        await ClassifyAsync(third, 0, Written);
        await ClassifyAsync(third, Written, 1);
        await third.UntilAsync(async () => await ReportAsync(third) is (Written + 1, 0, Unwritten));
        SampleJournal.Abandoned(Store).ShouldBeEmpty();
    }

    private Task<ServerProcess> StartAsync(string flushInterval) =>
        ServerProcess.StartReadyAsync(
            $"--Models:Path={_models.Root}",
            $"--Shadow:Store:Path={Store}",
            $"--Shadow:Store:FlushInterval={flushInterval}",
            "--Shadow:SampleRate=1",
            "--Shadow:MaxPerSecond=1000",
            "--Shadow:NoiseShare=0"
        );

    private static async Task ClassifyAsync(ServerProcess server, int first, int texts)
    {
        var body = JsonSerializer.Serialize(
            new { text = Enumerable.Range(first, texts).Select(number => $"text {number}"), model = "intent" }
        );
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync(
            new Uri("/v1/classify", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        ((int)response.StatusCode).ShouldBe(200);
    }

    private static async Task<(long Compared, long Unwritten, long Lost)> ReportAsync(ServerProcess server)
    {
        var json = await server.Http.GetStringAsync(
            new Uri("/v1/models/intent/shadow", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        using var report = JsonDocument.Parse(json);
        var store = report.RootElement.GetProperty("store");
        return (
            report.RootElement.GetProperty("compared").GetInt64(),
            store.GetProperty("unwritten").GetInt64(),
            store.GetProperty("lostInCrashes").GetInt64()
        );
    }
}
