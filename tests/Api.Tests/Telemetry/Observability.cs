using System.Text.Json;
using System.Text.RegularExpressions;
using TransformerService.Api.Tests.Hosting;

namespace TransformerService.Api.Tests.Telemetry;

/// <summary>What lies in deploy/observability, and what docs/observability.md says of it.</summary>
internal static partial class Observability
{
    public static string Folder { get; } = Path.Combine(Golden.Repository, "deploy", "observability");

    public static string Alerts { get; } = Path.Combine(Folder, "alerts.yml");

    public static string Guide { get; } = Path.Combine(Golden.Repository, "docs", "observability.md");

    /// <summary>The alert rules: name and where its annotation links to.</summary>
    public static IReadOnlyList<(string Name, string Runbook)> Rules() =>
        [.. Rule().Matches(File.ReadAllText(Alerts)).Select(rule => (rule.Groups["name"].Value, rule.Groups["runbook"].Value))];

    /// <summary>Every query of every dashboard, as Prometheus takes it.</summary>
    public static IReadOnlyList<string> DashboardQueries()
    {
        List<string> queries = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "grafana", "dashboards"), "*.json"))
        {
            using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
            foreach (
                var panel in dashboard
                    .RootElement.GetProperty("panels")
                    .EnumerateArray()
                    .Where(panel => panel.TryGetProperty("targets", out _))
            )
            {
                queries.AddRange(
                    panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString() ?? "")
                );
            }
        }

        return
        [
            .. queries.Select(query =>
                query
                    .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
                    .Replace("$job", ".*", StringComparison.Ordinal)
                    .Replace("$model", ".*", StringComparison.Ordinal)
            ),
        ];
    }

    /// <summary>The metrics that a query or a file of rules names.</summary>
    public static IEnumerable<string> Metrics(string text) => Metric().Matches(text).Select(name => name.Value).Distinct();

    /// <summary>The names that a page of metrics exposes, those of a histogram's parts too.</summary>
    public static IReadOnlySet<string> Exposed(string page) =>
        Type()
            .Matches(page)
            .SelectMany(type =>
                type.Groups["kind"].Value == "histogram"
                    ? new[] { "_bucket", "_sum", "_count" }.Select(part => type.Groups["name"].Value + part)
                    : [type.Groups["name"].Value]
            )
            .ToHashSet();

    [GeneratedRegex(@"- alert: (?<name>\w+)\n(?:(?!- alert:)[\s\S])*?runbook_url: (?<runbook>\S+)")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\b(?:transformer|dotnet|http_server)_\w+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^# TYPE (?<name>\w+) (?<kind>\w+)$", RegexOptions.Multiline)]
    private static partial Regex Type();
}
