using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Shadow.Promotion;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Versions;

/// <summary>
/// Canaries of the translator "t", whose version 1 is its teacher's export and whose version 2 another model: version 1 never differs, and
/// version 2 nearly always.
/// </summary>
public sealed class PromotionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2", "rollBack", "1")]
    [InlineData("1", "promote", "1")]
    public async Task Automatic_EnoughEvidence_EndsTheCanaryAsItMust(string canary, string kind, string answers)
    {
        await using var server = await StartAsync("Automatic");
        var (first, second) = (await HashAsync(server, "1"), await HashAsync(server, "2"));
        await BeginAsync(server, canary);

        var body = await DecidedAsync(server, texts: 200);

        var decision = ByEvidence(body).ShouldHaveSingleItem();
        decision.GetProperty("kind").GetString().ShouldBe(kind);
        decision.GetProperty("model").GetString().ShouldBe("t");
        decision.GetProperty("automatic").GetBoolean().ShouldBeTrue();
        decision.GetProperty("canary").GetString().ShouldBe(canary == "1" ? first : second);
        decision.GetProperty("from").GetString().ShouldBe(second);
        decision.GetProperty("to").GetString().ShouldBe(first);
        var comparison = decision.GetProperty("comparison");
        comparison.GetProperty("against").GetString().ShouldBe(canary == "1" ? second : first);
        comparison.GetProperty(canary == "1" ? "onlyCanaryDiffers" : "onlyCurrentDiffers").GetInt64().ShouldBe(0);
        comparison.GetProperty("verdict").GetString().ShouldBe(canary == "1" ? "notWorse" : "worse");
        body.GetProperty("chain").GetProperty("intact").GetBoolean().ShouldBeTrue();
        body.GetProperty("chain").GetProperty("hash").GetString().ShouldBe(decision.GetProperty("hash").GetString());
        await Eventually.HoldsAsync(async () =>
            (await server.AskAsync("t", "a text of nobody")).Version == await HashAsync(server, answers)
        );
        await Eventually.HoldsAsync(async () =>
            !(await server.StudentAsync("t"))
                .GetProperty("versions")
                .EnumerateArray()
                .Any(version => version.TryGetProperty("canary", out _))
        );
    }

    [Fact]
    public async Task Suggest_EnoughEvidence_IsRecordedOnceAndNothingChanges()
    {
        await using var server = await StartAsync("Suggest");
        await BeginAsync(server, "2");

        await DecidedAsync(server, texts: 200);
        await server.Services.GetRequiredService<PromotionWatch>().LookAsync(Token);
        var body = await DecisionsAsync(server);

        ByEvidence(body).ShouldHaveSingleItem().GetProperty("automatic").GetBoolean().ShouldBeFalse();
        var answered = new HashSet<string>();
        for (var number = 0; number < 60; number++)
        {
            answered.Add((await server.AskAsync("t", $"another text {number}")).Version);
        }

        answered.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ModelJson_TakesPrecedence_AndOffDecidesNothing()
    {
        await using var server = await StartAsync("Automatic");
        await File.WriteAllTextAsync(
            Path.Combine(server.Root, "t", "model.json"),
            """{ "task": "translation", "current": { "student": "1" }, "promotion": { "mode": "off", "margin": 0.25, "maxDuration": "1.00:00:00" } }""",
            Token
        );
        VersionServer.ShouldBeOk(await server.ChangeAsync("t", "reload"));
        await BeginAsync(server, "2");
        var report = await ComparedAsync(server, 200);
        await server.Services.GetRequiredService<PromotionWatch>().LookAsync(Token);

        report.GetProperty("margin").GetDouble().ShouldBe(0.25);
        report.GetProperty("verdict").GetString().ShouldBe("worse");
        ByEvidence(await DecisionsAsync(server)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Automatic_CanaryChangedMeanwhile_IsNotTouched()
    {
        await using var server = await StartAsync("Automatic");
        var versions = server.Services.GetRequiredService<Inference.Catalog.VersionService>();
        var (first, second) = (await HashAsync(server, "1"), await HashAsync(server, "2"));
        await BeginAsync(server, "2");

        await versions.EndCanaryAsync("t", Models.VariantRole.Student, "000000000000", first, promote: true, Token);
        await versions.EndCanaryAsync("t", Models.VariantRole.Student, second, "000000000000", promote: true, Token);

        (await server.VersionAsync("t", "2")).TryGetProperty("canary", out _).ShouldBeTrue();
        (await server.VersionAsync("t", "1")).GetProperty("current").GetBoolean().ShouldBeTrue();
    }

    /// <summary>A canary that may take a tenth of the current version's time only: none does.</summary>
    [Fact]
    public async Task Automatic_CanaryThatTakesTooLong_IsRolledBackAndTheDecisionSaysWhy()
    {
        await using var server = await StartAsync(
            "Automatic",
            ("Shadow:Promotion:Margin", "0.9"),
            ("Shadow:Promotion:MaxLatencyRatio", "0.1"),
            ("Shadow:BatchTexts", "1")
        );
        await BeginAsync(server, "2", "m");

        var decision = ByEvidence(await DecidedAsync(server, texts: 60, "m")).ShouldHaveSingleItem();

        decision.GetProperty("kind").GetString().ShouldBe("rollBack");
        decision.GetProperty("guardRail").GetString().ShouldBe("latency");
        decision.GetProperty("from").GetString().ShouldBe(decision.GetProperty("canary").GetString());
        var latency = decision.GetProperty("comparison").GetProperty("latency");
        latency.GetProperty("maxRatio").GetDouble().ShouldBe(0.1);
        latency.GetProperty("slow").GetBoolean().ShouldBeTrue();
        latency.GetProperty("compared").GetInt64().ShouldBeGreaterThanOrEqualTo(20);
        latency.GetProperty("slower").GetInt64().ShouldBeGreaterThan(latency.GetProperty("compared").GetInt64() / 2);
        await Eventually.HoldsAsync(async () => !(await server.VersionAsync("m", "2")).TryGetProperty("canary", out _));
        var answer = await new Transformer.TransformerClient(server.Grpc).ListDecisionsAsync(
            new ListDecisionsRequest { Model = "m" },
            cancellationToken: Token
        );
        var message = answer.Decisions.Single(found => !found.HasBy);
        message.GuardRail.ShouldBe(V1.GuardRail.Latency);
        message.Comparison.Latency.Slower.ShouldBe(latency.GetProperty("slower").GetInt64());
    }

    [Fact]
    public async Task Decisions_OverGrpcAndBadQueries_AreRests()
    {
        await using var server = await StartAsync("Automatic");
        await BeginAsync(server, "2");
        var body = await DecidedAsync(server, texts: 200);

        var answer = await new Transformer.TransformerClient(server.Grpc).ListDecisionsAsync(
            new ListDecisionsRequest { Model = "t", Limit = 5 },
            cancellationToken: Token
        );

        answer.Chain.Hash.ShouldBe(body.GetProperty("chain").GetProperty("hash").GetString());
        answer.Decisions.Where(decision => !decision.HasBy).ShouldHaveSingleItem().Kind.ShouldBe(V1.DecisionKind.RollBack);
        (await server.GetAsync("/v1/decisions?model=none")).Json.GetProperty("decisions").GetArrayLength().ShouldBe(0);
        (await server.GetAsync("/v1/decisions?limit=0")).ShouldBeProblem(400, "invalidInput").ShouldContain("limit");
        (await server.GetAsync("/v1/decisions?limit=x")).ShouldBeProblem(400, "invalidInput").ShouldContain("limit");
    }

    private static Task<VersionServer> StartAsync(string mode, params (string, string)[] settings) =>
        VersionServer.StartAsync([
            ("Shadow:SampleRate", "1"),
            ("Shadow:VerdictInterval", "00:00:01"),
            ("Shadow:QueueCapacity", "10000"),
            ("Shadow:Promotion:Mode", mode),
            ("Shadow:Promotion:Margin", "0.1"),
            ("Shadow:Promotion:MinSamples", "50"),
            .. settings,
        ]);

    private static async Task<string> HashAsync(VersionServer server, string folder) =>
        (await server.VersionAsync("t", folder)).GetProperty("version").GetString() ?? "";

    /// <summary>Makes the other version current, and a version its canary.</summary>
    private static async Task BeginAsync(VersionServer server, string canary, string model = "t")
    {
        await server.PromoteAsync(model, canary == "1" ? "2" : "1");
        VersionServer.ShouldBeOk(await server.ChangeAsync(model, "canary", $$"""{"version":"{{canary}}","share":0.5}"""));
    }

    /// <summary>The decisions without those of operators, who set the canary.</summary>
    private static IEnumerable<JsonElement> ByEvidence(JsonElement body) =>
        body.GetProperty("decisions").EnumerateArray().Where(decision => !decision.TryGetProperty("by", out _));

    private static async Task<JsonElement> DecisionsAsync(VersionServer server) =>
        VersionServer.ShouldBeOk(await server.GetAsync("/v1/decisions")).Json;

    /// <summary>Asks, and returns the decisions once there is one.</summary>
    private static async Task<JsonElement> DecidedAsync(VersionServer server, int texts, string model = "t")
    {
        for (var number = 0; number < texts; number++)
        {
            await server.AskAsync(model, $"a text with the number {number}");
        }

        return await Eventually.FindAsync(() => DecisionsAsync(server), body => ByEvidence(body).Any(), body => body.ToString());
    }

    /// <summary>Asks, and returns the canary's comparison once all texts are in it.</summary>
    private static async Task<JsonElement> ComparedAsync(VersionServer server, int texts)
    {
        for (var number = 0; number < texts; number++)
        {
            await server.AskAsync("t", $"a text with the number {number}");
        }

        return await Eventually.FindAsync(
            async () => VersionServer.ShouldBeOk(await server.GetAsync("/v1/models/t/shadow?version=2")).Json.GetProperty("canary"),
            canary => canary.GetProperty("compared").GetInt64() == texts,
            canary => canary.ToString()
        );
    }
}
