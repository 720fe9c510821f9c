using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Versions;

public sealed class VersionEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Metadata Key => new() { { "x-api-key", VersionServer.AdminKey } };

    [Fact]
    public async Task Changes_WithTheKey_AnswerTheModelAsItIsThen()
    {
        await using var server = await VersionServer.StartAsync();
        var first = (await server.AskAsync("m", "a film")).Version;

        var promoted = await server.PromoteAsync("m", "2");

        var student = promoted.Json.GetProperty("variants")[0];
        var second = student.GetProperty("version").GetString().ShouldNotBeNull();
        second.ShouldNotBe(first);
        student
            .GetProperty("versions")
            .EnumerateArray()
            .Select(version =>
                (
                    version.GetProperty("folder").GetString(),
                    version.GetProperty("state").GetString(),
                    version.GetProperty("current").GetBoolean()
                )
            )
            .ShouldBe([("student/2", "ready", true), ("student/1", "available", false)]);
        (await server.AskAsync("m", "a film")).Version.ShouldBe(second);

        VersionServer
            .ShouldBeOk(await server.ChangeAsync("m", "rollback", "{}"))
            .Json.GetProperty("variants")[0]
            .GetProperty("version")
            .GetString()
            .ShouldBe(first);
        VersionServer.ShouldBeOk(await server.ChangeAsync("m", "canary", """{"version":"2","share":1}"""));
        (await server.AskAsync("m", "a film")).Version.ShouldBe(second);
        (await server.VersionAsync("m", "2")).GetProperty("canary").GetDouble().ShouldBe(1);
        VersionServer.ShouldBeOk(await server.ChangeAsync("m", "canary", """{"share":0}"""));
        (await server.AskAsync("m", "a film")).Version.ShouldBe(first);
        VersionServer.ShouldBeOk(await server.ChangeAsync("m", "reload")).Json.GetProperty("name").GetString().ShouldBe("m");
    }

    [Theory]
    [InlineData("", "'version' is missing", 400)]
    [InlineData("?version=7", "There is no such version", 404)]
    [InlineData("?version=2&from=7", "There is no such version", 404)]
    [InlineData("?version=2&variant=both", "'variant' must be", 400)]
    public async Task Compare_BadQuery_SaysWhatToChange(string query, string expected, int status)
    {
        await using var server = await VersionServer.StartAsync();

        var answer = await GetAsync(server, "m", query, VersionServer.AdminKey);

        ((int)answer.Status).ShouldBe(status);
        answer.Text.ShouldContain(expected);
        (await GetAsync(server, "nope", "?version=2", VersionServer.AdminKey)).ShouldBeProblem(404, "modelNotFound");
        (await GetAsync(server, "m", "?version=2", null)).ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Compare_VersionsWithoutFilesBesideThem_HasNothingToShow()
    {
        await using var server = await VersionServer.StartAsync();

        var found = VersionServer.ShouldBeOk(await GetAsync(server, "m", "?version=2", VersionServer.AdminKey)).Json;

        found.GetProperty("from").GetProperty("folder").GetString().ShouldBe("student/1");
        found.GetProperty("scores").GetArrayLength().ShouldBe(0);
        found.GetProperty("answers").GetArrayLength().ShouldBe(0);
    }

    private static async Task<Answer> GetAsync(VersionServer server, string model, string query, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v1/models/{model}/changes{query}", UriKind.Relative));
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        using var response = await server.Http.SendAsync(request, Token);
        return await Answer.ReadAsync(response);
    }

    [Theory]
    [InlineData("reload", null)]
    [InlineData("promote", """{"version":"2"}""")]
    [InlineData("promote", "not even JSON")]
    [InlineData("rollback", "{}")]
    [InlineData("canary", """{"version":"2","share":1}""")]
    public async Task Changes_WithoutTheRightKey_AreRefusedAndChangeNothing(string call, string? body)
    {
        await using var server = await VersionServer.StartAsync();
        var before = await StateAsync(server);

        (await server.ChangeAsync("m", call, body, key: null)).ShouldBeProblem(401, "unauthenticated");
        (await server.ChangeAsync("m", call, body, key: "wrong")).ShouldBeProblem(401, "unauthenticated");
        (await server.ChangeAsync("nope", call, body, key: null)).ShouldBeProblem(401, "unauthenticated");

        (await StateAsync(server)).ShouldBe(before);
    }

    [Theory]
    [InlineData("promote", "{}", 400, "invalidInput")]
    [InlineData("promote", """{"version":2}""", 400, "invalidInput")]
    [InlineData("promote", """{"version":"2","variants":"student"}""", 400, "invalidInput")]
    [InlineData("promote", """{"version":"2","variant":"both"}""", 400, "invalidInput")]
    [InlineData("promote", """{"version":"7"}""", 404, "modelNotFound")]
    [InlineData("promote", """{"version":"../../t/student/1"}""", 404, "modelNotFound")]
    [InlineData("rollback", "{}", 400, "invalidInput")]
    [InlineData("rollback", "", 400, "invalidInput")]
    [InlineData("canary", """{"version":"2"}""", 400, "invalidInput")]
    [InlineData("canary", """{"version":"2","share":2}""", 400, "invalidInput")]
    [InlineData("canary", """{"version":"1","share":0.5}""", 400, "invalidInput")]
    [InlineData("canary", """{"share":0.5}""", 400, "invalidInput")]
    public async Task Changes_WrongBodies_AreProblems(string call, string body, int status, string code)
    {
        await using var server = await VersionServer.StartAsync();

        (await server.ChangeAsync("m", call, body)).ShouldBeProblem(status, code);
        (await server.ChangeAsync("nope", call, """{"version":"1","share":0.5}""")).Status.ShouldNotBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task GrpcTwins_Always_DoTheSame()
    {
        await using var server = await VersionServer.StartAsync();
        var client = new Transformer.TransformerClient(server.Grpc);
        var first = (await server.AskAsync("m", "a film")).Version;

        await client
            .PromoteVersionAsync(new PromoteVersionRequest { Name = "m", Version = "2" }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.Unauthenticated, "unauthenticated");
        var promoted = await client.PromoteVersionAsync(
            new PromoteVersionRequest { Name = "m", Version = "2" },
            Key,
            cancellationToken: Token
        );
        ShouldBeRests(promoted.Variants[0], await server.StudentAsync("m"));
        promoted.Variants[0].Version.ShouldNotBe(first);
        (
            await client.RollbackVersionAsync(
                new RollbackVersionRequest { Name = "m", Variant = Variant.Student },
                Key,
                cancellationToken: Token
            )
        )
            .Variants[0]
            .Version.ShouldBe(first);
        var canary = await client.SetCanaryAsync(
            new SetCanaryRequest
            {
                Name = "m",
                Version = "2",
                Share = 0.25,
            },
            Key,
            cancellationToken: Token
        );
        canary.Variants[0].Versions[0].Canary.ShouldBe(0.25);
        ShouldBeRests(canary.Variants[0], await server.StudentAsync("m"));
        (await client.SetCanaryAsync(new SetCanaryRequest { Name = "m" }, Key, cancellationToken: Token))
            .Variants[0]
            .Versions[0]
            .HasCanary.ShouldBeFalse();
        (await client.ReloadModelAsync(new ReloadModelRequest { Name = "m" }, Key, cancellationToken: Token)).State.ShouldBe(
            ModelState.Ready
        );

        File.Delete(Path.Combine(server.Root, "m", "student", "2", "config.json"));
        await client
            .PromoteVersionAsync(new PromoteVersionRequest { Name = "m", Version = "2" }, Key, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.FailedPrecondition, "versionRefused");
        await client
            .ReloadModelAsync(new ReloadModelRequest { Name = "nope" }, Key, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
    }

    /// <summary>Damages on disk, then a reload or a promotion; the old version serves on and /v1/models says why.</summary>
    [Theory]
    [InlineData("truncated", "model.onnx cannot be loaded")]
    [InlineData("no tokenizer", "The tokenizer's files are missing")]
    [InlineData("model.json", "model.json is not readable JSON")]
    public async Task Damages_OnDisk_AreShownWhileTheOldVersionServes(string damage, string fault)
    {
        await using var server = await VersionServer.StartAsync();
        var before = await server.AskAsync("m", "a film");
        var folder = Path.Combine(server.Root, "m", "student", "2");
        Answer refused;
        switch (damage)
        {
            case "truncated":
                var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, "model.onnx"), Token);
                await File.WriteAllBytesAsync(Path.Combine(folder, "model.onnx"), bytes[..(bytes.Length / 2)], Token);
                refused = await server.ChangeAsync("m", "promote", """{"version":"2"}""");
                break;
            case "no tokenizer":
                File.Delete(Path.Combine(folder, "vocab.txt"));
                File.Delete(Path.Combine(folder, "tokenizer.json"));
                refused = await server.ChangeAsync("m", "promote", """{"version":"2"}""");
                break;
            default:
                await File.WriteAllTextAsync(
                    Path.Combine(server.Root, "m", "model.json"),
                    """{ "task": "text-classification" "current": {} }""",
                    Token
                );
                refused = await server.ChangeAsync("m", "reload");
                break;
        }

        var detail = refused.ShouldBeProblem(409, "versionRefused");
        detail.ShouldContain(fault);
        detail.ShouldNotContain(server.Root);
        (await server.AskAsync("m", "a film")).ShouldBe(before);
        var model = await server.GetAsync("/v1/models/m");
        model.Json.GetProperty("state").GetString().ShouldBe("ready");
        model.Text.ShouldContain(fault);
        (await server.GetAsync("/health/ready")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task Shadow_OfTheCanary_IsApartFromThatOfTheCurrentVersion()
    {
        await using var server = await VersionServer.StartAsync(("Shadow:SampleRate", "1"));
        VersionServer.ShouldBeOk(await server.ChangeAsync("m", "canary", """{"version":"2","share":0.5}"""));
        Dictionary<string, int> answered = [];
        for (var number = 0; number < 40; number++)
        {
            var version = (await server.AskAsync("m", $"film number {number}")).Version;
            answered[version] = answered.GetValueOrDefault(version) + 1;
        }

        answered.Count.ShouldBe(2);
        foreach (var folder in new[] { "1", "2" })
        {
            var hash = (await server.VersionAsync("m", folder)).GetProperty("version").GetString() ?? "";
            var report = await ComparedAsync(server, "?version=" + folder, answered[hash]);
            report.GetProperty("sampled").GetInt32().ShouldBe(answered[hash]);
            report.GetProperty("student").GetProperty("version").GetString().ShouldBe(hash);
            report.GetProperty("student").GetProperty("variant").GetString().ShouldBe("student/" + folder);
            (await ComparedAsync(server, "?version=" + hash, answered[hash]))
                .GetProperty("student")
                .GetProperty("version")
                .GetString()
                .ShouldBe(hash);
        }

        var current = (await ComparedAsync(server, "", 1)).GetProperty("student").GetProperty("version").GetString();
        current.ShouldBe((await server.VersionAsync("m", "1")).GetProperty("version").GetString());
        (await server.GetAsync("/v1/models/m/shadow?version=9")).ShouldBeProblem(404, "modelNotFound");
        var client = new Transformer.TransformerClient(server.Grpc);
        (
            await client.GetShadowReportAsync(new GetShadowReportRequest { Name = "m", Version = "2" }, cancellationToken: Token)
        ).Student.Variant.ShouldBe("student/2");
    }

    [Fact]
    public async Task Reload_ShadowInModelJsonChanged_TakesEffect()
    {
        await using var server = await VersionServer.StartAsync();
        await ComparedAsync(server, "", 0);
        await File.WriteAllTextAsync(
            Path.Combine(server.Root, "m", "model.json"),
            """{ "task": "text-classification", "current": { "student": "1" }, "shadow": { "sampleRate": 1, "margin": 0.2 } }""",
            Token
        );

        VersionServer.ShouldBeOk(await server.ChangeAsync("m", "reload"));
        await server.AskAsync("m", "a film");

        (await ComparedAsync(server, "", 1)).GetProperty("margin").GetDouble().ShouldBe(0.2);
    }

    private static Task<JsonElement> ComparedAsync(VersionServer server, string query, int atLeast) =>
        Eventually.FindAsync(
            async () => VersionServer.ShouldBeOk(await server.GetAsync("/v1/models/m/shadow" + query)).Json,
            report => report.GetProperty("compared").GetInt32() >= atLeast,
            report => report.GetRawText()
        );

    private static void ShouldBeRests(ModelVariant message, JsonElement rest)
    {
        message
            .Versions.Select(version =>
                (version.Folder, version.Version, version.ContentHash, State: version.State.ToString(), version.Current)
            )
            .ShouldBe(
                rest.GetProperty("versions")
                    .EnumerateArray()
                    .Select(version =>
                        (
                            version.GetProperty("folder").GetString()!,
                            version.GetProperty("version").GetString()!,
                            version.GetProperty("contentHash").GetString()!,
                            State: Capital(version.GetProperty("state").GetString()!),
                            version.GetProperty("current").GetBoolean()
                        )
                    )
            );
        message.Versions.Single(version => version.Current).SelfCheck.State.ShouldBe(SelfCheckState.None);
        rest.GetProperty("versions")
            .EnumerateArray()
            .Single(version => version.GetProperty("current").GetBoolean())
            .GetProperty("selfCheck")
            .GetProperty("state")
            .GetString()
            .ShouldBe("none");
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    /// <summary>How the server describes the model, without the memory that happens to be free.</summary>
    private static async Task<string> StateAsync(VersionServer server)
    {
        var state = JsonNode.Parse((await server.GetAsync("/v1/models/m")).Text) ?? throw new InvalidOperationException("No state.");
        foreach (var limits in state["variants"]!.AsArray().Select(variant => variant!["limits"]).OfType<JsonObject>())
        {
            limits.Remove("maxRunBytes");
        }

        return state.ToJsonString();
    }
}
