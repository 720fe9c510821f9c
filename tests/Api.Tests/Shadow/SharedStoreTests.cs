using Shouldly;
using TransformerService.Shadow.Tests.Store;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>Two servers on one PostgreSQL, which is killed and restarted under them.</summary>
public sealed class SharedStoreTests
{
    [Fact]
    public async Task TwoServers_OneDatabase_GiveOneReportAndLoseNothingWhenItIsKilled()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        (string, string)[] shared = [("Shadow:Store:PostgreSql", cluster.ConnectionString), ("Shadow:Store:Timeout", "00:00:01")];
        await using var first = await ShadowServer.StartAsync(shared);
        await using var second = await ShadowServer.StartAsync(shared);
        await first.ClassifyAsync("a", "b", "c");
        await second.ClassifyAsync("d", "e");

        foreach (var server in new[] { first, second })
        {
            var report = await server.SettledAsync("intent", 5);
            report.GetProperty("store").GetProperty("kind").GetString().ShouldBe("postgresql");
            ShadowServer.Number(report, "compared").ShouldBe(5);
        }

        // One text counts once, whichever server it comes to; neither knows what the other was asked.
        await first.ClassifyAsync("d", "A");
        await second.ClassifyAsync("a", "E ");
        foreach (var server in new[] { first, second })
        {
            var report = await server.SettledAsync("intent", 9);
            (ShadowServer.Number(report, "compared"), ShadowServer.Number(report, "repeated")).ShouldBe((5, 4));
            Rows((await server.GetAsync("/v1/models/intent/shadow/disagreements")).Text).ShouldBe(5);
        }

        await cluster.KillAsync();
        await first.ClassifyAsync("f", "g");
        await second.ClassifyAsync("h");
        var alone = await first.ReportAsync(
            "intent",
            report => State(report) == "unavailable" && ShadowServer.Number(report, "compared") == 6
        );
        ShadowServer.Number(alone, "sampled").ShouldBe(7, "five before and two since, of this process alone");
        (await first.GetAsync("/v1/models/intent/shadow/disagreements")).Status.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);

        await cluster.UpAsync();
        foreach (var server in new[] { first, second })
        {
            var report = await server.ReportAsync(
                "intent",
                report => State(report) == "available" && ShadowServer.Number(report, "compared") == 8
            );
            ShadowServer.Number(report, "sampled").ShouldBe(12);
            report.GetProperty("store").GetProperty("lostSamples").GetInt64().ShouldBe(0);
        }
    }

    private static int Rows(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private static string? State(System.Text.Json.JsonElement report) => report.GetProperty("store").GetProperty("state").GetString();
}
