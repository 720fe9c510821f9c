using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Versions;

/// <summary>Changes of versions by operators, among the decisions.</summary>
public sealed class OperatorDecisionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Metadata Key => new() { { "x-api-key", VersionServer.AdminKey } };

    [Fact]
    public async Task Changes_OverRestAndGrpc_AreRecordedWithWhoAndWhat()
    {
        await using var server = await VersionServer.StartAsync();
        var grpc = new Transformer.TransformerClient(server.Grpc);
        var first = await HashAsync(server, "1");
        var second = await HashAsync(server, "2");

        await server.PromoteAsync("m", "2");
        await grpc.RollbackVersionAsync(new RollbackVersionRequest { Name = "m" }, Key, cancellationToken: Token);
        VersionServer.ShouldBeOk(await server.ChangeAsync("m", "canary", """{"version":"2","share":0.25}"""));
        await grpc.SetCanaryAsync(new SetCanaryRequest { Name = "m" }, Key, cancellationToken: Token);
        await grpc.PromoteVersionAsync(new PromoteVersionRequest { Name = "m", Version = second }, Key, cancellationToken: Token);

        var body = VersionServer.ShouldBeOk(await server.GetAsync("/v1/decisions?model=m")).Json;
        body.GetProperty("decisions")
            .EnumerateArray()
            .Select(decision =>
                (
                    decision.GetProperty("kind").GetString(),
                    decision.GetProperty("from").GetString(),
                    decision.GetProperty("to").GetString(),
                    decision.TryGetProperty("share", out var share) ? share.GetDouble() : (double?)null
                )
            )
            .ShouldBe([
                ("promote", first, second, null),
                ("endCanary", second, first, null),
                ("setCanary", first, second, 0.25),
                ("rollBack", second, first, null),
                ("promote", first, second, null),
            ]);
        foreach (var decision in body.GetProperty("decisions").EnumerateArray())
        {
            decision.GetProperty("by").GetString().ShouldBe("ops");
            decision.GetProperty("variant").GetString().ShouldBe("student");
            decision.GetProperty("automatic").GetBoolean().ShouldBeFalse();
            decision.TryGetProperty("comparison", out _).ShouldBeFalse();
            decision.TryGetProperty("canary", out _).ShouldBeFalse();
        }

        var chain = body.GetProperty("chain");
        (chain.GetProperty("length").GetInt64(), chain.GetProperty("intact").GetBoolean()).ShouldBe((5, true));
        chain.GetProperty("hash").GetString().ShouldBe(body.GetProperty("decisions")[0].GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Changes_ThatChangeNothingOrAreRefused_AreNotRecorded()
    {
        await using var server = await VersionServer.StartAsync();

        await server.PromoteAsync("m", "1"); // it answers already
        VersionServer.ShouldBeOk(await server.ChangeAsync("m", "canary", """{"share":0}""")); // there is none
        VersionServer.ShouldBeOk(await server.ChangeAsync("m", "reload"));
        (await server.ChangeAsync("m", "promote", """{"version":"7"}""")).ShouldBeProblem(404, "modelNotFound");
        (await server.ChangeAsync("m", "promote", """{"version":"2"}""", key: "wrong")).ShouldBeProblem(401, "unauthenticated");
        File.Delete(Path.Combine(server.Root, "m", "student", "2", "config.json"));
        (await server.ChangeAsync("m", "promote", """{"version":"2"}""")).ShouldBeProblem(409, "versionRefused");

        var body = VersionServer.ShouldBeOk(await server.GetAsync("/v1/decisions")).Json;
        body.GetProperty("decisions").GetArrayLength().ShouldBe(0);
        body.GetProperty("chain").GetProperty("length").GetInt64().ShouldBe(0);
    }

    /// <summary>A folder where the store's file should be: it cannot be opened.</summary>
    [Fact]
    public async Task Changes_WhileTheStoreIsAway_HoldAndTheLogSaysThatTheyAreNotRecorded()
    {
        var folder = Directory.CreateTempSubdirectory("decisions-");
        try
        {
            folder.CreateSubdirectory("decisions.db");
            await using var server = await VersionServer.StartAsync(("Shadow:Store:Path", Path.Combine(folder.FullName, "shadow.db")));
            var second = await HashAsync(server, "2");

            await server.PromoteAsync("m", "2");

            (await server.AskAsync("m", "a film")).Version.ShouldBe(second);
            server
                .Logs.Where(line => line.Contains("PromotionService[62]", StringComparison.Ordinal))
                .ShouldHaveSingleItem()
                .ShouldContain("by ops");
            (await server.GetAsync("/v1/decisions")).ShouldBeProblem(503, "modelNotReady");

            folder.GetDirectories().Single(found => found.Name == "decisions.db").Delete();
            VersionServer.ShouldBeOk(await server.ChangeAsync("m", "rollback", "{}"));
            var decision = VersionServer
                .ShouldBeOk(await server.GetAsync("/v1/decisions"))
                .Json.GetProperty("decisions")
                .EnumerateArray()
                .ShouldHaveSingleItem();
            decision.GetProperty("kind").GetString().ShouldBe("rollBack");
            decision.GetProperty("from").GetString().ShouldBe(second);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The caller goes away while the new version loads: what is changed is recorded, and what is recorded is changed.</summary>
    [Fact]
    public async Task Changes_WhoseCallerGoesAway_AreRecordedIfTheyHold()
    {
        await using var server = await VersionServer.StartAsync();
        for (var wait = 0; wait < 40; wait += 5)
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var call = new Transformer.TransformerClient(server.Grpc).PromoteVersionAsync(
                new PromoteVersionRequest { Name = "m", Version = wait % 2 == 0 ? "2" : "1" },
                Key,
                cancellationToken: leaving.Token
            );
            leaving.CancelAfter(wait);
            try
            {
                await call;
            }
            catch (RpcException)
            {
                // it may have been made, or not
            }
        }

        // Changes are made one at a time: this one ends after those of the callers that went away.
        VersionServer.ShouldBeOk(await server.ChangeAsync("m", "reload"));
        var recorded = VersionServer.ShouldBeOk(await server.GetAsync("/v1/decisions")).Json.GetProperty("decisions");
        var last = recorded.EnumerateArray().Select(decision => decision.GetProperty("to").GetString()).FirstOrDefault();
        (await server.AskAsync("m", "a film")).Version.ShouldBe(last ?? await HashAsync(server, "1"));
        recorded
            .EnumerateArray()
            .Zip(recorded.EnumerateArray().Skip(1))
            .ShouldAllBe(pair => pair.First.GetProperty("from").GetString() == pair.Second.GetProperty("to").GetString());
    }

    private static async Task<string> HashAsync(VersionServer server, string folder) =>
        (await server.VersionAsync("m", folder)).GetProperty("version").GetString() ?? "";
}
