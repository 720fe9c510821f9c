using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Inference;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>What calls use is counted once, whichever way they come.</summary>
public sealed class UsageTests
{
    private const string Text = "Two dogs 😀 play.";
    private const int Characters = 16;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Usage_EveryWayToAsk_CountsTheSame()
    {
        await using var server = await AccessServer.StartAsync();
        var native = await Ok(server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = Text }));
        var client = new Transformer.TransformerClient(server.Grpc);
        var metadata = AccessServer.Metadata(AccessServer.CallerKey);
        await client.TranslateAsync(new TranslateRequest { Texts = { Text } }, metadata, cancellationToken: Token);
        await StreamAsync(client, metadata, Text, Text);
        await Ok(
            server.PostAsync(
                "/v2/translate",
                AccessServer.CallerKey,
                new
                {
                    text = new[] { Text },
                    source_lang = "EN",
                    target_lang = "FR",
                }
            )
        );
        await Ok(
            server.PostAsync(
                "/translate",
                null,
                new
                {
                    q = Text,
                    source = "en",
                    target = "fr",
                    api_key = AccessServer.CallerKey,
                }
            )
        );
        var classified = await Ok(server.PostAsync("/v1/classify", AccessServer.CallerKey, new { text = Text, model = "sentiment" }));
        await Ok(server.PostAsync("/models/sentiment", AccessServer.CallerKey, new { inputs = Text }));
        await Ok(
            server.PostAsync(
                "/v2/models/sentiment/infer",
                AccessServer.CallerKey,
                new
                {
                    inputs = new[]
                    {
                        new
                        {
                            name = "text",
                            shape = new[] { 1 },
                            datatype = "BYTES",
                            data = new[] { Text },
                        },
                    },
                }
            )
        );

        var usage = (await server.UsageBodyAsync("/v1/usage", AccessServer.CallerKey)).GetProperty("keys")[0];

        var translation = native.GetProperty("translations")[0];
        Model(usage, "en-fr")
            .ShouldBe((6, 6 * Characters, 6 * Number(translation, "inputTokens"), 6 * Number(translation, "outputTokens")));
        Model(usage, "sentiment").ShouldBe((3, 3 * Characters, 3 * Number(classified.GetProperty("results")[0], "inputTokens"), 0));
        Number(usage, "characters").ShouldBe(9 * Characters);
        Number(usage, "units").ShouldBeGreaterThan(Number(usage, "inputTokens"));
        usage.TryGetProperty("quota", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Usage_DetectedLanguage_CountsATextOnce()
    {
        await using var server = await AccessServer.StartAsync();
        const string Long = "The weather is very nice in the mountains today.";

        await Ok(server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = Long, source = "auto" }));
        (await server.UsageAsync(AccessServer.CallerKey)).ShouldBe((1, Long.Length));

        await Ok(server.PostAsync("/v1/detect", AccessServer.CallerKey, new { text = Long }));
        var usage = (await server.UsageBodyAsync("/v1/usage", AccessServer.CallerKey)).GetProperty("keys")[0];
        Model(usage, "language-detection").ShouldBe((1, Long.Length, 0, 0));
    }

    [Fact]
    public async Task Usage_Callers_SeeTheirOwnAndAdminsAll()
    {
        await using var server = await AccessServer.StartAsync(("Access:AllowAnonymous", "true"));
        await Ok(server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = "abc" }));
        await Ok(server.PostAsync("/v1/translate", AccessServer.AdminKey, new { text = "abcde" }));
        await Ok(server.PostAsync("/v1/translate", null, new { text = "a" }));

        (await Keys("/v1/usage", AccessServer.CallerKey)).ShouldBe(["app 3"]);
        (await Keys("/v1/usage?name=app", AccessServer.CallerKey)).ShouldBe(["app 3"]);
        (await Keys("/v1/usage", AccessServer.AdminKey)).ShouldBe(["anonymous 1", "app 3", "ops 5"]);
        (await Keys("/v1/usage?name=app", AccessServer.AdminKey)).ShouldBe(["app 3"]);
        (await Keys("/v1/usage", null)).ShouldBe(["anonymous 1"]);
        (await Keys("/v1/usage?month=2001-02", AccessServer.CallerKey)).ShouldBe(["app 0"]);
        (await Keys("/v1/usage?month=2001-02", AccessServer.AdminKey)).ShouldBeEmpty();
        foreach (var other in new[] { "ops", "anonymous", "App", "'; DROP TABLE usage_counts; --", "%20" })
        {
            (await server.GetAsync($"/v1/usage?name={Uri.EscapeDataString(other)}", AccessServer.CallerKey)).ShouldBeProblem(
                403,
                "forbidden"
            );
        }

        async Task<string[]> Keys(string path, string? key)
        {
            var answer = await server.GetAsync(path, key);
            ((int)answer.Status).ShouldBe(200, answer.Text);
            answer.Json.GetProperty("complete").GetBoolean().ShouldBeTrue();
            return
            [
                .. answer
                    .Json.GetProperty("keys")
                    .EnumerateArray()
                    .Select(usage => $"{usage.GetProperty("key").GetString()} {usage.GetProperty("characters").GetInt64()}"),
            ];
        }
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026")]
    [InlineData("now")]
    [InlineData("2026-11-01")]
    [InlineData("99999-01")]
    [InlineData("'; DROP TABLE usage_counts; --")]
    public async Task Usage_BadMonth_IsRefused(string month)
    {
        await using var server = await AccessServer.StartAsync();

        (await server.GetAsync($"/v1/usage?month={Uri.EscapeDataString(month)}", AccessServer.CallerKey)).ShouldBeProblem(
            400,
            "invalidInput"
        );
        (await server.GetAsync("/v1/usage", null)).ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task GetUsage_OverGrpc_IsTheSame()
    {
        await using var server = await AccessServer.StartAsync(
            ("Access:Keys:0:CharactersPerMonth", "1000"),
            ("Usage:FlushInterval", "00:00:00.050")
        );
        var client = new Transformer.TransformerClient(server.Grpc);
        await Ok(server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = "abc" }));

        var own = await client.GetUsageAsync(
            new GetUsageRequest(),
            AccessServer.Metadata(AccessServer.CallerKey),
            cancellationToken: Token
        );
        var rest = await server.UsageBodyAsync("/v1/usage", AccessServer.CallerKey);

        own.Month.ShouldBe(rest.GetProperty("month").GetString());
        own.Complete.ShouldBeTrue();
        var usage = own.Keys.ShouldHaveSingleItem();
        (usage.Key, usage.Requests, usage.Characters, usage.Quota.Characters, usage.Quota.HasUnits).ShouldBe(("app", 1, 3, 1_000, false));
        usage.Units.ShouldBe(Number(rest.GetProperty("keys")[0], "units"));
        usage.Models.ShouldHaveSingleItem().Model.ShouldBe("en-fr");
        rest.GetProperty("keys")[0].GetProperty("quota").GetProperty("characters").GetInt64().ShouldBe(1_000);
        await Refused(new GetUsageRequest { Name = "ops" }, StatusCode.PermissionDenied);
        await Refused(new GetUsageRequest { Month = "2026-99" }, StatusCode.InvalidArgument);

        async Task Refused(GetUsageRequest request, StatusCode status) =>
            (
                await Should.ThrowAsync<RpcException>(async () =>
                    await client.GetUsageAsync(request, AccessServer.Metadata(AccessServer.CallerKey), cancellationToken: Token)
                )
            ).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Usage_CallsThatFail_CountWhatWasDone()
    {
        await using var server = await AccessServer.StartAsync();
        string[] many = [.. Enumerable.Repeat("A little girl climbing into a wooden playhouse.", 1_000)];

        var late = await server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = many }, ("X-Request-Timeout-Ms", "1"));
        await server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = Text, model = "none" });
        await server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = Array.Empty<string>() });
        await server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = new string('a', 600_000) });

        late.ShouldBeProblem(504, "timedOut");
        await Eventually.HoldsAsync(async () => await server.UsageAsync(AccessServer.CallerKey) == (1, many.Sum(text => text.Length)));
    }

    [Fact]
    public async Task Usage_CancelledCall_CountsItsCharacters()
    {
        await using var server = await AccessServer.StartAsync();
        var client = new Transformer.TransformerClient(server.Grpc);
        string[] many = [.. Enumerable.Repeat("A little girl climbing into a wooden playhouse.", 1_000)];
        using var call = client.TranslateAsync(
            new TranslateRequest { Texts = { many } },
            AccessServer.Metadata(AccessServer.CallerKey),
            cancellationToken: Token
        );

        var pipeline = server.Services.GetRequiredService<InferencePipeline>();
        await Eventually.HoldsAsync(async () =>
            pipeline.InWork.Requests > 0 || await server.UsageAsync(AccessServer.CallerKey) is { Requests: 1 }
        );
        call.Dispose();

        // If it was answered before, it counts in full: its characters are the same.
        await Eventually.HoldsAsync(async () => await server.UsageAsync(AccessServer.CallerKey) == (1, many.Sum(text => text.Length)));
    }

    [Fact]
    public async Task Usage_SwitchedOff_IsEmpty()
    {
        await using var server = await AccessServer.StartAsync(("Usage:Enabled", "false"));
        await Ok(server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = "abc" }));

        (await server.UsageAsync(AccessServer.CallerKey)).ShouldBe((0, 0));
    }

    private static async Task StreamAsync(Transformer.TransformerClient client, Metadata metadata, params string[] texts)
    {
        using var call = client.TranslateStream(metadata, cancellationToken: Token);
        foreach (var text in texts)
        {
            await call.RequestStream.WriteAsync(new TranslateStreamRequest { Id = "1", Text = text }, Token);
        }

        await call.RequestStream.CompleteAsync();
        await foreach (var answer in call.ResponseStream.ReadAllAsync(Token))
        {
            answer.Error.ShouldBeNull();
        }
    }

    private static async Task<JsonElement> Ok(Task<Answer> call)
    {
        var answer = await call;
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer.Json;
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static (long Requests, long Characters, long Input, long Output) Model(JsonElement usage, string name)
    {
        var model = usage.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("model").GetString() == name);
        return (Number(model, "requests"), Number(model, "characters"), Number(model, "inputTokens"), Number(model, "outputTokens"));
    }
}
