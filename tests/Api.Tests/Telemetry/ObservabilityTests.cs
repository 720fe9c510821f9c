using System.Text.Json;
using Shouldly;
using Xunit;

namespace TransformerService.Api.Tests.Telemetry;

/// <summary>The page of metrics, the logs, and what deploy/observability and its guide make of them.</summary>
[Collection(nameof(ObservedService))]
public sealed class ObservabilityTests(ObservedService observed)
{
    [Fact]
    public async Task Dashboard_EveryQuery_NamesOnlyWhatIsExposed()
    {
        var exposed = Observability.Exposed(await observed.PageAsync());
        var queries = Observability.DashboardQueries();

        queries.Count.ShouldBeGreaterThan(30);
        queries.ShouldAllBe(query => Observability.Metrics(query).Any());
        queries.SelectMany(Observability.Metrics).Except(exposed).ShouldBeEmpty();
    }

    [Fact]
    public async Task Alerts_EveryRule_NamesOnlyWhatIsExposed()
    {
        var exposed = Observability.Exposed(await observed.PageAsync());
        var named = Observability.Metrics(File.ReadAllText(Observability.Alerts)).ToArray();

        named.Length.ShouldBeGreaterThan(8);
        named.Except(exposed).ShouldBeEmpty();
    }

    [Fact]
    public void Alerts_EveryRule_LinksToItsRunbookEntryAndHasAUnitTest()
    {
        string guide = File.ReadAllText(Observability.Guide),
            tests = File.ReadAllText(Path.Combine(Observability.Folder, "alerts.test.yml"));
        var rules = Observability.Rules();
        rules.Count.ShouldBe(File.ReadAllText(Observability.Alerts).Split("- alert:").Length - 1);
        foreach (var (name, runbook) in rules)
        {
            runbook.ShouldBe($"docs/observability.md#{name.ToLowerInvariant()}");
            guide.ShouldContain($"\n### {name}\n");
            tests.ShouldContain($"alertname: {name}\n        exp_alerts:", Case.Sensitive, $"{name} is seen to fire");
        }
    }

    [Fact]
    public async Task Guide_EveryMetricOfTheService_IsInItsTable()
    {
        var guide = File.ReadAllText(Observability.Guide);
        string[] names =
        [
            .. (await observed.PageAsync())
                .Split('\n')
                .Where(line => line.StartsWith("# TYPE transformer_", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[2]),
        ];

        names.Length.ShouldBe(28);
        names.Where(name => !guide.Contains($"| `{name}` |", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Metrics_NameThatACallerMadeUp_IsNoTag()
    {
        var page = await observed.PageAsync();
        page.ShouldNotContain(ObservedService.UnknownModel, Case.Insensitive);
        page.ShouldContain(
            "transformer_requests_total{otel_scope_name=\"TransformerService\",model=\"unknown\",outcome=\"modelNotFound\",task=\"text-classification\",variant=\"unknown\"} 1"
        );
    }

    [Fact]
    public void Log_JsonConsole_HasTheCallersTraceAndNoText()
    {
        JsonElement[] lines =
        [
            .. observed.Service.Output.Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<JsonElement>(line)),
        ];
        JsonElement[] ofTrace =
        [
            .. lines.Where(line =>
                line.GetProperty("Scopes")
                    .EnumerateArray()
                    .Any(scope => scope.TryGetProperty("TraceId", out var id) && id.GetString() == ObservedService.TraceId)
            ),
        ];

        ofTrace.Length.ShouldBeGreaterThanOrEqualTo(3);
        ofTrace.ShouldAllBe(line => line.GetProperty("Category").GetString() != "");
        observed
            .Service.Output.Where(line => line.Contains(ObservedService.UnknownModel, StringComparison.OrdinalIgnoreCase))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Swagger_MetricsPage_IsNoCallOfTheApi()
    {
        var document = await observed.Service.Http.GetStringAsync(
            new Uri("/swagger/v1/swagger.json", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        document.ShouldContain("/v1/translate");
        document.ShouldNotContain("/metrics");
    }
}
