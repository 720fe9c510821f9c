using System.Text.Json;
using Microsoft.Data.Sqlite;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Shadow.Tests.Store;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Usage over servers, kills and a database that is away.</summary>
public sealed class SharedUsageTests
{
    private static readonly (string, string) Fast = ("Usage:FlushInterval", "00:00:00.050");

    [Fact]
    public async Task TwoServers_OneDatabase_CountTogetherAndLoseNothingWhenItIsKilled()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        (string, string)[] shared =
        [
            ("Shadow:Store:PostgreSql", cluster.ConnectionString),
            ("Shadow:Store:Timeout", "00:00:05"),
            ("Access:Keys:0:CharactersPerMonth", "100"),
            Fast,
        ];
        await using var first = await AccessServer.StartAsync(shared);
        await using var second = await AccessServer.StartAsync(shared);
        AccessServer[] servers = [first, second];
        await TranslateAsync(first, 30);
        await TranslateAsync(second, 20);
        foreach (var server in servers)
        {
            await Eventually.HoldsAsync(async () => await server.UsageAsync(AccessServer.CallerKey) == (2, 50));
        }

        await cluster.KillAsync();
        await TranslateAsync(first, 10);
        await TranslateAsync(second, 15);
        var alone = await first.UsageBodyAsync("/v1/usage", AccessServer.CallerKey);
        alone.GetProperty("complete").GetBoolean().ShouldBeFalse();
        alone.GetProperty("keys")[0].GetProperty("characters").GetInt64().ShouldBe(40, "of this process alone");

        await cluster.UpAsync();
        foreach (var server in servers)
        {
            await Eventually.HoldsAsync(async () =>
                await server.UsageBodyAsync("/v1/usage", AccessServer.CallerKey) is var body
                && body.GetProperty("complete").GetBoolean()
                && body.GetProperty("keys")[0].GetProperty("characters").GetInt64() == 75
            );
        }

        // 25 are left, whichever server is asked.
        foreach (var server in servers)
        {
            await UntilLeftAsync(server, 25);
        }

        await TranslateAsync(second, 25);
        await UntilLeftAsync(first, 0);
    }

    [Fact]
    public async Task Kill_AfterCountsWereWritten_KeepsThem()
    {
        using var models = ApiServer.DefaultNames();
        var store = Path.Combine(models.Root, ".data", "shadow.db");
        string[] settings =
        [
            $"--Models:Path={models.Root}",
            $"--Models:RecordPath={Path.Combine(models.Root, ".data", "loads.json")}",
            $"--Shadow:Store:Path={store}",
            "--Usage:FlushInterval=00:00:00.050",
        ];
        await using (var first = await ServerProcess.StartReadyAsync(settings))
        {
            await ClassifyAsync(first, "0123456789");
            var usage = Path.Combine(models.Root, ".data", "usage.db");
            await first.UntilAsync(async () => await StoredAsync(usage) == 10);
            first.Kill();
            await first.ExitAsync();
        }

        await using (var second = await ServerProcess.StartReadyAsync([.. settings, "--Usage:FlushInterval=00:01:00"]))
        {
            (await CharactersAsync(second)).ShouldBe(10);
            await ClassifyAsync(second, "abc");
            (await CharactersAsync(second)).ShouldBe(13, "what waits is seen");
            second.Terminate();
            (await second.ExitAsync()).ShouldBe(0);
        }

        await using var third = await ServerProcess.StartReadyAsync(settings);
        (await CharactersAsync(third)).ShouldBe(13, "a server that ends writes what waits");
    }

    /// <summary>Asks for more than the quota, which is always refused, until the refusal says what is left.</summary>
    private static Task UntilLeftAsync(AccessServer server, int characters) =>
        Eventually.HoldsAsync(async () =>
            (await PostAsync(server, 101))
                .ShouldBeProblem(429, "quotaExceeded")
                .Contains($" {characters} are left", StringComparison.Ordinal)
        );

    /// <summary>The characters that a file has, 0 while it is not ready.</summary>
    private static async Task<long> StoredAsync(string file)
    {
        try
        {
            return await SumAsync(file);
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    private static async Task<long> SumAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(SUM(characters), 0) FROM usage_counts";
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) ?? 0L);
    }

    private static async Task<long> CharactersAsync(ServerProcess server)
    {
        var json = await server.Http.GetStringAsync(new Uri("/v1/usage", UriKind.Relative), TestContext.Current.CancellationToken);
        using var usage = JsonDocument.Parse(json);
        return usage.RootElement.GetProperty("keys")[0].GetProperty("characters").GetInt64();
    }

    private static async Task ClassifyAsync(ServerProcess server, string text)
    {
        using var content = new StringContent(
            JsonSerializer.Serialize(new { text, model = "intent" }),
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var response = await server.Http.PostAsync(
            new Uri("/v1/classify", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        ((int)response.StatusCode).ShouldBe(200);
    }

    private static async Task TranslateAsync(AccessServer server, int characters)
    {
        var answer = await PostAsync(server, characters);
        ((int)answer.Status).ShouldBe(200, answer.Text);
    }

    private static Task<Answer> PostAsync(AccessServer server, int characters) =>
        server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = new string('a', characters) });
}
