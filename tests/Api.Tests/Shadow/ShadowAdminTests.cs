using System.Text;
using System.Text.Json;
using Grpc.Core;
using Shouldly;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

public sealed class ShadowAdminTests
{
    private static readonly (string, string)[] WithText =
    [
        ("Shadow:StoreText", "true"),
        ("Shadow:Store:ControlShare", "1"),
        ("Shadow:HashKey", "a key of at least sixteen characters"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Metadata Key => new() { { "x-api-key", ShadowServer.AdminKey } };

    [Fact]
    public async Task AdminCalls_WithoutAKeyConfigured_AreForbiddenAndSayWhatToSet()
    {
        await using var server = new ApiServer(ShadowServer.WithTeachers());
        await server.InitializeAsync();
        var client = new Transformer.TransformerClient(server.Grpc);

        (await SendAsync(server, HttpMethod.Post, "intent/shadow", """{"margin":0.1}""", ("X-API-Key", "anything at all")))
            .ShouldBeProblem(403, "forbidden")
            .ShouldContain("Access:Keys");
        (await SendAsync(server, HttpMethod.Get, "intent/shadow/export")).ShouldBeProblem(403, "forbidden");
        await client
            .SetShadowAsync(new SetShadowRequest { Name = "intent", Margin = 0.1 }, Key, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.PermissionDenied, "forbidden");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("X-API-Key", "wrong")]
    [InlineData("X-API-Key", "")]
    [InlineData("Authorization", "Bearer wrong")]
    [InlineData("Authorization", "Basic " + ShadowServer.AdminKey)]
    public async Task AdminCalls_WithoutTheRightKey_AreUnauthenticated(string? header, string? value)
    {
        await using var server = await ShadowServer.StartAsync();
        (string, string)[] headers = header is null ? [] : [(header, value ?? "")];

        var problem = await SendAsync(server, HttpMethod.Post, "intent/shadow", """{"margin":0.1}""", headers);

        problem.ShouldBeProblem(401, "unauthenticated");
        problem.Text.ShouldNotContain(ShadowServer.AdminKey);
        (await SendAsync(server, HttpMethod.Get, "intent/shadow/export", null, headers)).ShouldBeProblem(401, "unauthenticated");
        (await server.ReportAsync("intent")).GetProperty("margin").GetDouble().ShouldBe(0.05);
        var client = new Transformer.TransformerClient(server.Grpc);
        await client
            .SetShadowAsync(
                new SetShadowRequest { Name = "intent", Margin = 0.1 },
                new Metadata { { "x-api-key", "wrong" } },
                cancellationToken: Token
            )
            .ResponseAsync.ShouldFailAsync(StatusCode.Unauthenticated, "unauthenticated");
    }

    [Fact]
    public async Task Change_WithTheKey_HoldsFromTheNextRequestOn()
    {
        await using var server = await ShadowServer.StartAsync();

        var changed = await SendAsync(
            server,
            HttpMethod.Post,
            "intent/shadow",
            """{"sampleRate":0,"margin":0.25}""",
            ("X-API-Key", ShadowServer.AdminKey)
        );
        await server.ClassifyAsync("a", "b");

        changed.Text.ShouldBe("""{"sampleRate":0,"maxPerSecond":100000,"margin":0.25}""");
        var report = await server.ReportAsync("intent");
        ShadowServer.Number(report, "sampled").ShouldBe(0);
        report.GetProperty("margin").GetDouble().ShouldBe(0.25);

        var client = new Transformer.TransformerClient(server.Grpc);
        var back = await client.SetShadowAsync(
            new SetShadowRequest { Name = "intent", SampleRate = 1 },
            new Metadata { { "authorization", "Bearer " + ShadowServer.AdminKey } },
            cancellationToken: Token
        );
        back.ShouldBe(
            new ShadowSettings
            {
                SampleRate = 1,
                MaxPerSecond = 100_000,
                Margin = 0.25,
            }
        );
        await server.ClassifyAsync("a", "b");
        await server.SettledAsync("intent", 2);
    }

    [Theory]
    [InlineData("{}", "at least one")]
    [InlineData("""{"sampleRate":1.5}""", "'sampleRate'")]
    [InlineData("""{"maxPerSecond":0,"margin":1}""", "'maxPerSecond'")]
    [InlineData("""{"margin":"much"}""", "$.margin")]
    [InlineData("""{"marign":0.1}""", "the fields")]
    public async Task Change_WrongValues_AreInvalidInput(string body, string named)
    {
        await using var server = await ShadowServer.StartAsync();

        (await SendAsync(server, HttpMethod.Post, "intent/shadow", body, ("Authorization", "Bearer " + ShadowServer.AdminKey)))
            .ShouldBeProblem(400, "invalidInput")
            .ShouldContain(named);
    }

    [Fact]
    public async Task Disagreements_PageByPage_AreAllOfThemMostSevereFirstAndGrpcsTheSame()
    {
        await using var server = await ShadowServer.StartAsync();
        await server.ClassifyAsync([.. Enumerable.Range(0, 23).Select(number => $"what is my balance number {number}")]);
        await server.SettledAsync("intent", 23);
        await server.ReportAsync("intent", report => report.GetProperty("store").GetProperty("unwritten").GetInt64() == 0);

        var whole = Lines((await server.GetAsync("/v1/models/intent/shadow/disagreements")).Text);
        List<JsonElement> paged = [];
        string? cursor = null;
        do
        {
            var page = await server.GetAsync($"/v1/models/intent/shadow/disagreements?limit=5&cursor={cursor}");
            page.MediaType.ShouldBe("application/x-ndjson");
            paged.AddRange(Lines(page.Text));
            cursor = page.Response.Headers.TryGetValues("X-Next-Cursor", out var values) ? values.Single() : null;
        } while (cursor is not null);

        whole.Length.ShouldBe(23);
        paged.Select(Id).ShouldBe(whole.Select(Id));
        double[] severities = [.. whole.Select(line => line.GetProperty("severity").GetDouble())];
        severities.ShouldBe(severities.OrderDescending());
        whole[0].GetProperty("source").TryGetProperty("text", out _).ShouldBeFalse();
        whole[0].GetProperty("source").GetProperty("length").GetInt32().ShouldBeGreaterThan(20);

        var client = new Transformer.TransformerClient(server.Grpc);
        var streamed = await AllAsync(
            client.ListDisagreements(new ListDisagreementsRequest { Name = "intent" }, cancellationToken: Token).ResponseStream
        );
        streamed.Select(item => item.Id).ShouldBe(whole.Select(Id));
        streamed[3].Severity.ShouldBe(severities[3]);
        streamed[3].Source.Hash.ShouldBe(whole[3].GetProperty("source").GetProperty("hash").GetString());
        var rest = await AllAsync(
            client
                .ListDisagreements(new ListDisagreementsRequest { Name = "intent", Cursor = streamed[19].Cursor }, cancellationToken: Token)
                .ResponseStream
        );
        rest.Select(item => item.Id).ShouldBe(whole.Skip(20).Select(Id));

        var middle = severities[11].ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        Lines((await server.GetAsync($"/v1/models/intent/shadow/disagreements?minSeverity={middle}")).Text)
            .Length.ShouldBe(severities.Count(severity => severity >= severities[11]));
        Lines((await server.GetAsync("/v1/models/intent/shadow/disagreements?since=2099-01-01T00:00:00Z")).Text).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("limit=0", "'limit'")]
    [InlineData("limit=many", "'limit'")]
    [InlineData("minSeverity=2", "'minSeverity'")]
    [InlineData("since=yesterday", "'since'")]
    [InlineData("cursor=xx", "'cursor'")]
    public async Task Disagreements_WrongQuery_IsInvalidInput(string query, string named)
    {
        await using var server = await ShadowServer.StartAsync();

        (await server.GetAsync("/v1/models/intent/shadow/disagreements?" + query))
            .ShouldBeProblem(400, "invalidInput")
            .ShouldContain(named);
    }

    [Fact]
    public async Task Export_WithTextKept_IsRedactedTrainingDataAndGrpcsTheSame()
    {
        await using var server = await ShadowServer.StartAsync(WithText);
        await server.ClassifyAsync(
            "what is my balance number 7 jane.doe@example.org",
            "what is my balance number 1",
            "what is my balance number 1"
        );
        await server.SettledAsync("intent", 3);
        await server.ReportAsync("intent", report => report.GetProperty("store").GetProperty("unwritten").GetInt64() == 0);

        (await server.GetAsync("/v1/models/intent/shadow/disagreements")).Text.ShouldNotContain(
            "what is my balance number 1",
            Case.Insensitive,
            "kept texts are not for every caller"
        );
        (await SendAsync(server, HttpMethod.Get, "intent/shadow/disagreements", null, ("X-API-Key", "wrong"))).Text.ShouldNotContain(
            "what is my balance number 1"
        );
        (
            await SendAsync(server, HttpMethod.Get, "intent/shadow/disagreements", null, ("X-API-Key", ShadowServer.AdminKey))
        ).Text.ShouldContain("\"text\"");

        var answer = await SendAsync(server, HttpMethod.Get, "intent/shadow/export", null, ("X-API-Key", ShadowServer.AdminKey));

        ((int)answer.Status).ShouldBe(200, answer.Text);
        var lines = Lines(answer.Text);
        lines
            .Select(line => line.GetProperty("source").GetString())
            .ShouldBe(["what is my balance number 1", "what is my balance number 7 [email]"], ignoreOrder: true, "each once");
        answer.Text.ShouldNotContain("jane.doe");
        lines[0].EnumerateObject().Select(field => field.Name).ShouldContain("weight");
        var client = new Transformer.TransformerClient(server.Grpc);
        var streamed = await AllAsync(
            client.ExportShadow(new ExportShadowRequest { Name = "intent" }, Key, cancellationToken: Token).ResponseStream
        );
        streamed
            .Select(example => (example.Source, example.Target, example.Weight))
            .ShouldBe(
                lines.Select(line =>
                    (
                        line.GetProperty("source").GetString()!,
                        line.GetProperty("target").GetString()!,
                        line.GetProperty("weight").GetDouble()
                    )
                )
            );
    }

    [Fact]
    public async Task Export_NoTextKept_SaysWhatToSwitchOn()
    {
        await using var server = await ShadowServer.StartAsync();

        (await SendAsync(server, HttpMethod.Get, "intent/shadow/export", null, ("X-API-Key", ShadowServer.AdminKey)))
            .ShouldBeProblem(400, "invalidInput")
            .ShouldContain("Shadow:StoreText");
    }

    [Fact]
    public async Task GetShadowReport_Always_IsRestsReport()
    {
        await using var server = await ShadowServer.StartAsync();
        await server.ClassifyAsync("a", "b", "c", "a");
        var rest = await server.ReportAsync(
            "intent",
            report =>
                ShadowServer.Number(report, "compared") == 3
                && ShadowServer.Number(report, "repeated") == 1
                && report.GetProperty("store").GetProperty("unwritten").GetInt64() == 0
        );
        var client = new Transformer.TransformerClient(server.Grpc);

        var report = await client.GetShadowReportAsync(new GetShadowReportRequest { Name = "intent" }, cancellationToken: Token);

        report.Model.ShouldBe("intent");
        (report.Sampled, report.Compared, report.Repeated).ShouldBe((4, 3, 1));
        report.Verdict.ShouldBe(Enum.Parse<ShadowVerdict>(rest.GetProperty("verdict").GetString() ?? "", ignoreCase: true));
        report.Teacher.State.ShouldBe(ShadowSideState.Ready);
        report.Teacher.Version.ShouldBe(rest.GetProperty("teacher").GetProperty("version").GetString());
        report.Since.ToDateTimeOffset().ShouldBe(rest.GetProperty("since").GetDateTimeOffset());
        report.Difference.High.ShouldBe(rest.GetProperty("difference").GetProperty("high").GetDouble());
        report.Metrics.Keys.ShouldBe(rest.GetProperty("metrics").EnumerateObject().Select(metric => metric.Name), ignoreOrder: true);
        report
            .Slices.Select(slice => (slice.Slice, slice.Rate.N))
            .ShouldBe(
                rest.GetProperty("slices")
                    .EnumerateArray()
                    .Select(slice => (slice.GetProperty("slice").GetString()!, slice.GetProperty("n").GetInt64()))
            );
        report.BoundsHigh.ShouldBe(rest.GetProperty("bounds").GetProperty("high").GetDouble());
        report.Windows.Count.ShouldBe(3);
        report.Confusion.Count.ShouldBe(rest.GetProperty("confusion").GetArrayLength());
        report.Store.Kind.ShouldBe("sqlite");
        await client
            .GetShadowReportAsync(new GetShadowReportRequest { Name = "nope" }, cancellationToken: Token)
            .ResponseAsync.ShouldFailAsync(StatusCode.NotFound, "modelNotFound");
    }

    private static string? Id(JsonElement line) => line.GetProperty("id").GetString();

    private static JsonElement[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static async Task<List<T>> AllAsync<T>(IAsyncStreamReader<T> stream)
    {
        List<T> all = [];
        await foreach (var item in stream.ReadAllAsync(Token))
        {
            all.Add(item);
        }

        return all;
    }

    private static async Task<Answer> SendAsync(
        ApiServer server,
        HttpMethod method,
        string path,
        string? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, new Uri("/v1/models/" + path, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await server.Http.SendAsync(request, Token);
        return await Answer.ReadAsync(response);
    }
}
