using System.Text.Json;
using Shouldly;
using Xunit;

namespace TransformerService.Api.Tests.Telemetry;

/// <summary>A real Prometheus scrapes the running service and evaluates the rules; promtool accepts what it is given.</summary>
[Collection(nameof(ObservedService))]
public sealed class PrometheusTests(ObservedService observed)
{
    private const string Served = "model task variant",
        WithOutcome = "model outcome task variant";

    /// <summary>What a target adds, and what OpenTelemetry does.</summary>
    private static readonly string[] NotOurs = ["__name__", "job", "instance", "otel_scope_name", "le"];

    /// <summary>Every metric of the service with its labels.</summary>
    private static readonly Dictionary<string, string> Labels = new()
    {
        ["transformer_batch_rows"] = Served,
        ["transformer_batch_tokens"] = Served,
        ["transformer_cache_size_bytes"] = "",
        ["transformer_cache_texts_total"] = WithOutcome,
        ["transformer_cascade_texts_total"] = WithOutcome,
        ["transformer_encoder_positions_total"] = "kind " + Served,
        ["transformer_inference_duration_seconds"] = Served,
        ["transformer_input_tokens"] = Served,
        ["transformer_memory_limit_bytes"] = "",
        ["transformer_models_loaded"] = Served,
        ["transformer_output_tokens"] = Served,
        ["transformer_queue_capacity"] = Served,
        ["transformer_queue_duration_seconds"] = Served,
        ["transformer_queue_length"] = Served,
        ["transformer_request_duration_seconds"] = WithOutcome,
        ["transformer_requests_total"] = WithOutcome,
        ["transformer_shadow_comparisons_total"] = WithOutcome,
        ["transformer_shadow_difference"] = Served,
        ["transformer_shadow_dropped_total"] = WithOutcome,
        ["transformer_shadow_margin"] = Served,
        ["transformer_shadow_queue_length"] = Served,
        ["transformer_shadow_repeated_total"] = WithOutcome,
        ["transformer_shadow_store_failures_total"] = "",
        ["transformer_shadow_store_lost_total"] = "model",
        ["transformer_shadow_store_ready"] = "",
        ["transformer_shadow_teacher_ready"] = Served,
        ["transformer_shadow_verdict"] = WithOutcome,
        ["transformer_tokenization_duration_seconds"] = Served,
    };

    [Fact]
    public async Task Scrape_RunningService_HasEveryMetricWithItsLabelsAndValues()
    {
        Assert.SkipUnless(PrometheusServer.IsInstalled, PrometheusServer.Missing);
        await using var prometheus = PrometheusServer.Scrape(observed.Service.Http.BaseAddress!); // it was made with one

        await prometheus.QueryAsync("up{job=\"transformer-service\"}", series => series is [var up] && Value(up) == "1");

        // OpenMetrics adds to each counter and histogram when it was made: _created.
        var all = await prometheus.QueryAsync("""{__name__=~"transformer_.*",__name__!~".*_created"}""", series => series.Length > 0);
        var found = all.Select(one => one.GetProperty("metric"))
            .GroupBy(metric => Base(metric.GetProperty("__name__").GetString()!)) // each has a name
            .ToDictionary(group => group.Key, group => group.Select(OurLabels).Distinct().ShouldHaveSingleItem(group.Key));
        found.ShouldBe(Labels, ignoreOrder: true);

        await ShouldBeAsync(
            prometheus,
            """transformer_requests_total{model="en-fr",variant="student",task="translation",outcome="ok"}""",
            "3"
        );
        await ShouldBeAsync(
            prometheus,
            """transformer_requests_total{model="intent",variant="student",task="text-classification",outcome="ok"}""",
            "1"
        );
        await ShouldBeAsync(
            prometheus,
            """transformer_requests_total{model="unknown",variant="unknown",task="text-classification",outcome="modelNotFound"}""",
            "1"
        );
        await ShouldBeAsync(prometheus, "sum(transformer_requests_total)", "5");
        await ShouldBeAsync(prometheus, """transformer_request_duration_seconds_bucket{model="en-fr",outcome="ok",le="+Inf"}""", "3");
        await ShouldBeAsync(prometheus, """transformer_input_tokens_count{model="en-fr"}""", "6");
        await ShouldBeAsync(prometheus, """sum(transformer_models_loaded)""", "5");
        await ShouldBeAsync(prometheus, """transformer_queue_length{model="en-fr",variant="student"}""", "0");
        await ShouldBeAsync(prometheus, """transformer_queue_capacity{model="en-fr",variant="student"}""", "16384");
        await ShouldBeAsync(prometheus, """transformer_shadow_comparisons_total{model="en-fr",outcome="agrees"}""", "2");
        await ShouldBeAsync(prometheus, """transformer_shadow_repeated_total{model="en-fr",outcome="repeated"}""", "4");
        await ShouldBeAsync(prometheus, """transformer_shadow_comparisons_total{model="intent",outcome="differs"}""", "1");
        await ShouldBeAsync(prometheus, """transformer_shadow_verdict{model="en-fr",outcome="undecided"}""", "1");
        await ShouldBeAsync(prometheus, """transformer_shadow_teacher_ready{model="en-fr"}""", "1");
        await ShouldBeAsync(prometheus, "transformer_shadow_store_ready", "1");
    }

    [Fact]
    public async Task Scrape_RulesAndDashboard_AreEvaluatedAndNothingFires()
    {
        Assert.SkipUnless(PrometheusServer.IsInstalled, PrometheusServer.Missing);
        await using var prometheus = PrometheusServer.Scrape(observed.Service.Http.BaseAddress!); // it was made with one
        await prometheus.QueryAsync("up", series => series is [var up] && Value(up) == "1");
        await prometheus.QueryAsync("prometheus_rule_evaluations_total or vector(1)", series => series.Length > 0);

        foreach (var query in Observability.DashboardQueries())
        {
            await prometheus.QueryAsync(query, _ => true); // a query that it cannot take is answered with 400
        }

        JsonElement[] rules =
        [
            .. (await prometheus.GetAsync("/api/v1/rules")).GetProperty("groups")[0].GetProperty("rules").EnumerateArray(),
        ];
        rules.Select(rule => rule.GetProperty("name").GetString()).ShouldBe(Observability.Rules().Select(rule => rule.Name));
        rules.ShouldAllBe(rule => rule.GetProperty("health").GetString() != "err" && rule.GetProperty("state").GetString() == "inactive");
    }

    [Theory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task Promtool_ConfigurationAndRules_AreAccepted(params string[] arguments)
    {
        Assert.SkipUnless(PrometheusServer.IsInstalled, PrometheusServer.Missing);
        var (code, said) = await PrometheusServer.ToolAsync(null, arguments);
        code.ShouldBe(0, said);
        said.ShouldContain("SUCCESS");
    }

    [Fact]
    public async Task Promtool_PageOfMetrics_IsAcceptedWithoutAComplaint()
    {
        Assert.SkipUnless(PrometheusServer.IsInstalled, PrometheusServer.Missing);
        var (code, said) = await PrometheusServer.ToolAsync(await observed.PageAsync(), "check", "metrics");
        said.ShouldBeEmpty();
        code.ShouldBe(0);
    }

    private static async Task ShouldBeAsync(PrometheusServer prometheus, string query, string value) =>
        await prometheus.QueryAsync(query, series => series is [var one] && Value(one) == value);

    private static string? Value(JsonElement series) => series.GetProperty("value")[1].GetString();

    private static string Base(string name) =>
        new[] { "_bucket", "_sum", "_count" }.FirstOrDefault(part => name.EndsWith(part, StringComparison.Ordinal)) is { } part
            ? name[..^part.Length]
            : name;

    private static string OurLabels(JsonElement metric) =>
        string.Join(' ', metric.EnumerateObject().Select(label => label.Name).Except(NotOurs).Order(StringComparer.Ordinal));
}
