using Grpc.Core;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Compatibility;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>A key that has used its quota is refused before anything runs, in every API's own form.</summary>
public sealed class QuotaTests
{
    private const string Ten = "0123456789";

    private static readonly (string, string) Fast = ("Usage:FlushInterval", "00:00:00.050");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Characters_AreUsed_RefusesInEachForm()
    {
        await using var server = await AccessServer.StartAsync(("Access:Keys:0:CharactersPerMonth", "25"), Fast);
        await AskAsync(server, AccessServer.CallerKey, 200);
        await AskAsync(server, AccessServer.CallerKey, 200);

        var refused = await AskAsync(server, AccessServer.CallerKey, 429);
        refused.ShouldBeProblem(429, "quotaExceeded");
        refused.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("25 characters, of which 5 are left");
        var deepL = await server.PostAsync(
            "/v2/translate",
            AccessServer.CallerKey,
            new
            {
                text = new[] { Ten },
                source_lang = "EN",
                target_lang = "FR",
            }
        );
        deepL.ShouldFail(456, "message");
        var libre = await server.PostAsync(
            "/translate",
            null,
            new
            {
                q = Ten,
                source = "en",
                target = "fr",
                api_key = AccessServer.CallerKey,
            }
        );
        libre.ShouldFail(429, "error");
        (await server.PostAsync("/models/sentiment", AccessServer.CallerKey, new { inputs = Ten })).ShouldFail(429, "error");
        var client = new Transformer.TransformerClient(server.Grpc);
        var metadata = AccessServer.Metadata(AccessServer.CallerKey);
        (
            await Should.ThrowAsync<RpcException>(async () =>
                await client.TranslateAsync(new TranslateRequest { Texts = { Ten } }, metadata, cancellationToken: Token)
            )
        ).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        using var stream = client.TranslateStream(metadata, cancellationToken: Token);
        await stream.RequestStream.WriteAsync(new TranslateStreamRequest { Id = "1", Text = Ten }, Token);
        await stream.RequestStream.CompleteAsync();
        (await stream.ResponseStream.MoveNext(Token)).ShouldBeTrue();
        stream.ResponseStream.Current.Error.Reason.ShouldBe("quotaExceeded");

        (await server.UsageAsync(AccessServer.CallerKey)).ShouldBe((2, 20), "refused calls use nothing");
        await AskAsync(server, AccessServer.CallerKey, 200, "01234");
        await AskAsync(server, AccessServer.CallerKey, 429, "0");
        await AskAsync(server, AccessServer.AdminKey, 200);
    }

    [Fact]
    public async Task Units_MoreThanAreLeft_AreRefusedBeforeTheyAreUsed()
    {
        const int Most = 200;
        await using var server = await AccessServer.StartAsync(("Access:Keys:0:UnitsPerMonth", $"{Most}"), Fast);

        var answers = new List<Answer>();
        for (var call = 0; call < Most; call++)
        {
            answers.Add(await server.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = $"A dog and {call + 10} cats." }));
        }

        ((int)answers[0].Status).ShouldBe(200, answers[0].Text);
        var refused = answers[^1];
        refused.ShouldBeProblem(429, "quotaExceeded");
        refused.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain($"{Most} units of work, of which ");
        (await server.GetAsync("/v1/usage", AccessServer.CallerKey))
            .Json.GetProperty("keys")
            .EnumerateArray()
            .Sum(row => row.GetProperty("units").GetInt64())
            .ShouldBeInRange(1, Most);
        await AskAsync(server, AccessServer.AdminKey, 200);
    }

    [Fact]
    public async Task Characters_OfAServerBefore_AreUsedToo()
    {
        var folder = Directory.CreateTempSubdirectory("quota-");
        (string, string)[] settings =
        [
            ("Shadow:Store:Path", Path.Combine(folder.FullName, "shadow.db")),
            ("Access:Keys:0:CharactersPerMonth", "15"),
            Fast,
        ];
        await using (var first = await AccessServer.StartAsync(settings))
        {
            await AskAsync(first, AccessServer.CallerKey, 200);
        }

        await using (var second = await AccessServer.StartAsync(settings))
        {
            (await second.UsageAsync(AccessServer.CallerKey)).ShouldBe((1, 10));
            await Eventually.HoldsAsync(async () =>
                (int)(await second.PostAsync("/v1/translate", AccessServer.CallerKey, new { text = "012345" })).Status == 429
            );
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_QuotaThatWouldNotHold_IsRefused()
    {
        var run = await CommandLineRun.OfAsync([
            .. AccessServer
                .Key(0, "Anonymous", AccessRole.Caller, AccessServer.CallerKey)
                .Select(setting => $"--{setting.Item1}={setting.Item2}"),
            "--Access:Keys:0:UnitsPerMonth=5",
            "--Usage:Enabled=false",
        ]);

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("Access:Keys:0 has a quota, which needs Usage:Enabled=true");
        run.Error.ShouldContain("Access:Keys:0:Name: 'anonymous' means callers without a key");
    }

    private static async Task<Answer> AskAsync(AccessServer server, string key, int status, string text = Ten)
    {
        var answer = await server.PostAsync("/v1/translate", key, new { text });
        ((int)answer.Status).ShouldBe(status, answer.Text);
        return answer;
    }
}
