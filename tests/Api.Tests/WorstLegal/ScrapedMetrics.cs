using System.Globalization;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>The page of metrics, read.</summary>
internal sealed class ScrapedMetrics
{
    // What a gauge of ours says of work or bytes is 0 at rest; these are of all calls, the one that asks included.
    private const string Ours = "transformer_",
        Calls = "http_server_active_requests";

    private readonly Dictionary<string, double> _series = [];
    private readonly HashSet<string> _gauges = [];

    private ScrapedMetrics(string page)
    {
        foreach (var words in page.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')))
        {
            if (words is ["#", "TYPE", var name, "gauge"])
            {
                _gauges.Add(name);
            }
            else if (words[0] != "#" && SeriesAndValue(string.Join(' ', words)) is var (series, value))
            {
                _series[series] = value;
            }
        }
    }

    /// <summary>The server's, now.</summary>
    public static async Task<ScrapedMetrics> ReadAsync(HttpClient http, CancellationToken cancellationToken) =>
        new(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken));

    /// <summary>The sum of all series of a name.</summary>
    public double Sum(string name) => _series.Where(series => NameOf(series.Key) == name).Sum(series => series.Value);

    /// <summary>The gauges of work that is in hand, whose series were 0 when nothing was, and are not now.</summary>
    /// <param name="atRest">When nothing was in hand.</param>
    public IReadOnlyList<string> NotAtRest(ScrapedMetrics atRest) =>
        [
            .. _series
                .Where(series =>
                    NameOf(series.Key) is var name
                    && _gauges.Contains(name)
                    && name.StartsWith(Ours, StringComparison.Ordinal)
                    && atRest._series.GetValueOrDefault(series.Key) == 0
                    && series.Value != 0
                )
                .Select(series => string.Create(CultureInfo.InvariantCulture, $"{series.Key} = {series.Value}")),
            .. Sum(Calls) > 1 ? [string.Create(CultureInfo.InvariantCulture, $"{Calls} = {Sum(Calls)}")] : Array.Empty<string>(),
        ];

    private static string NameOf(string series) => series.Split('{')[0];

    // A series has its labels in braces, whose values may have spaces, and a value behind them.
    private static (string Series, double Value)? SeriesAndValue(string line)
    {
        var end = line.LastIndexOf('}') + 1;
        end = end == 0 ? line.IndexOf(' ', StringComparison.Ordinal) : end;
        return end > 0 && double.TryParse(line[end..].Trim().Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? (line[..end], value)
            : null;
    }
}
