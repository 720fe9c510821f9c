using System.Net;
using System.Text.Json;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Live;

/// <summary>The server's own state, through REST and gRPC.</summary>
public sealed class LiveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Live_AfterCalls_StreamsThemAndEndsInTime()
    {
        await using var server = await StartAsync();
        for (var call = 0; call < 5; call++)
        {
            await CallAsync(server);
        }

        var (seconds, variants) = await UntilAsync(server, 5, 0);

        seconds.Select(second => second.GetProperty("number").GetInt64()).ShouldBeInOrder();
        variants.ShouldAllBe(variant => variant.GetProperty("model").GetString() == "sentiment");
        variants.Sum(variant => variant.GetProperty("rows").GetInt64()).ShouldBe(5);
        variants.Sum(variant => variant.GetProperty("failed").GetInt64()).ShouldBe(0);
        variants.Any(variant => variant.TryGetProperty("p99Ms", out _)).ShouldBeTrue();
        seconds.ShouldAllBe(second => second.GetProperty("memoryBytes").GetInt64() > 0);
    }

    [Fact]
    public async Task Live_AfterANumber_StartsBehindIt()
    {
        await using var server = await StartAsync();
        await CallAsync(server);
        var (seconds, _) = await UntilAsync(server, 1, 0);
        var last = seconds[^1].GetProperty("number").GetInt64();
        await CallAsync(server);

        var (later, _) = await UntilAsync(server, 1, last);

        later[0].GetProperty("number").GetInt64().ShouldBe(last + 1);
    }

    [Fact]
    public async Task Live_TooManyStreamsOfOneCaller_IsOverloaded()
    {
        await using var server = await StartAsync();
        List<HttpResponseMessage> open = [];
        try
        {
            for (var stream = 0; stream < 9; stream++)
            {
                open.Add(await OpenAsync(server, "/v1/live", AccessServer.CallerKey));
            }

            open.Select(response => response.StatusCode).Take(8).ShouldAllBe(status => status == HttpStatusCode.OK);
            (await Answer.ReadAsync(open[8])).ShouldBeProblem(429, "overloaded").ShouldContain("live streams");
            using var other = await OpenAsync(server, "/v1/live", AccessServer.AdminKey);
            other.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            open.ForEach(response => response.Dispose());
        }
    }

    [Theory]
    [InlineData("/v1/live?after=x")]
    [InlineData("/v1/live?after=1.5")]
    public async Task Live_BadNumber_IsInvalid(string path)
    {
        await using var server = await StartAsync();

        (await server.GetAsync(path, AccessServer.CallerKey)).ShouldBeProblem(400, "invalidInput").ShouldContain("whole number");
    }

    [Fact]
    public async Task Server_ForAdmins_ShowsOptionsButNoSecret()
    {
        await using var server = await StartAsync(("Shadow:HashKey", "0123456789abcdef0123456789abcdef"), ("Batching:MaxBatchRows", "17"));

        (await server.GetAsync("/v1/server", AccessServer.CallerKey)).ShouldBeProblem(403, "forbidden");
        var answer = await server.GetAsync("/v1/server", AccessServer.AdminKey);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var settings = answer
            .Json.GetProperty("settings")
            .EnumerateArray()
            .ToDictionary(setting => setting.GetProperty("key").GetString() ?? "");
        settings["Batching:MaxBatchRows"].GetProperty("value").GetString().ShouldBe("17");
        settings["Batching:MaxBatchRows"].GetProperty("changed").GetBoolean().ShouldBeTrue();
        settings["Batching:MaxQueuedRows"].GetProperty("changed").GetBoolean().ShouldBeFalse();
        settings["Access:Keys:0:Name"].GetProperty("value").GetString().ShouldBe("app");
        settings["Access:Keys:0:Hash"].GetProperty("hidden").GetBoolean().ShouldBeTrue();
        settings["Access:Keys:0:Hash"].TryGetProperty("value", out _).ShouldBeFalse();
        settings["Shadow:HashKey"].GetProperty("hidden").GetBoolean().ShouldBeTrue();
        answer.Text.ShouldNotContain("0123456789abcdef");
        answer.Json.GetProperty("alerts").GetArrayLength().ShouldBe(0);
        answer
            .Json.GetProperty("startLog")
            .EnumerateArray()
            .ShouldContain(entry =>
                entry.GetProperty("category").GetString()!.StartsWith("TransformerService.", StringComparison.Ordinal)
                && entry.GetProperty("level").GetString() == "Information"
            );
    }

    [Fact]
    public async Task Grpc_LiveAndServer_AreRests()
    {
        await using var server = await StartAsync();
        var client = new Transformer.TransformerClient(server.Grpc);
        await CallAsync(server);

        using var stream = client.WatchLive(
            new WatchLiveRequest(),
            AccessServer.Metadata(AccessServer.CallerKey),
            cancellationToken: Token
        );
        var rows = 0L;
        while (rows == 0 && await stream.ResponseStream.MoveNext(Token))
        {
            rows += stream.ResponseStream.Current.Variants.Sum(variant => variant.Rows);
        }

        rows.ShouldBe(1);
        var refused = await Should.ThrowAsync<RpcException>(async () =>
            await client.GetServerAsync(new GetServerRequest(), AccessServer.Metadata(AccessServer.CallerKey), cancellationToken: Token)
        );
        refused.StatusCode.ShouldBe(StatusCode.PermissionDenied);
        var rest = await server.GetAsync("/v1/server", AccessServer.AdminKey);
        var found = await client.GetServerAsync(
            new GetServerRequest(),
            AccessServer.Metadata(AccessServer.AdminKey),
            cancellationToken: Token
        );
        found
            .Settings.Select(setting => $"{setting.Key} {(setting.HasValue ? setting.Value : null)} {setting.Hidden}")
            .ShouldBe(
                rest.Json.GetProperty("settings")
                    .EnumerateArray()
                    .Select(setting =>
                        $"{setting.GetProperty("key")} {(setting.TryGetProperty("value", out var value) ? value : null)} {setting.GetProperty("hidden").GetBoolean()}"
                    )
            );
        string?[] logged =
        [
            .. rest.Json.GetProperty("startLog").EnumerateArray().Select(entry => entry.GetProperty("message").GetString()),
        ];
        found.StartLog.Take(logged.Length).Select(entry => entry.Message).ShouldBe(logged); // more may have been logged since
    }

    private static Task<AccessServer> StartAsync(params (string Key, string Value)[] settings) =>
        AccessServer.StartAsync([("Access:Limits:MaxTransferTime", "00:00:10"), .. settings]);

    private static async Task CallAsync(AccessServer server)
    {
        using var content = new StringContent("""{"text":"a fine film","model":"sentiment"}""", null, "application/json");
        content.Headers.Add("X-Ignored", "1");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/classify", UriKind.Relative)) { Content = content };
        request.Headers.Add("X-API-Key", AccessServer.CallerKey);
        using var response = await server.Http.SendAsync(request, Token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> OpenAsync(AccessServer server, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("X-API-Key", key);
        return await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>Reads a whole stream, which ends by itself, and others after it until the calls were seen.</summary>
    private static async Task<(List<JsonElement> Seconds, List<JsonElement> Variants)> UntilAsync(
        AccessServer server,
        int calls,
        long after
    )
    {
        List<JsonElement> seconds = [];
        while (true)
        {
            using var response = await OpenAsync(
                server,
                $"/v1/live?after={(seconds.Count > 0 ? seconds[^1].GetProperty("number").GetInt64() : after)}",
                AccessServer.CallerKey
            );
            response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
            var text = await response.Content.ReadAsStringAsync(Token);
            foreach (var data in text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)))
            {
                seconds.Add(JsonDocument.Parse(data[6..]).RootElement);
            }

            List<JsonElement> variants = [.. seconds.SelectMany(second => second.GetProperty("variants").EnumerateArray())];
            if (variants.Sum(variant => variant.GetProperty("requests").GetInt64()) >= calls)
            {
                return (seconds, variants);
            }
        }
    }
}
