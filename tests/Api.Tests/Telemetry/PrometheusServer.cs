using System.Diagnostics;
using System.Text.Json;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Telemetry;

/// <summary>A real Prometheus with the configuration of deploy/observability, but one service to scrape, every second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    public const string Missing = "Prometheus is not installed; tools/install-test-tools.sh installs it (Debian: prometheus).";
    private const string Program = "/usr/bin/prometheus",
        Tool = "/usr/bin/promtool";

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly HttpClient _http;

    private PrometheusServer(DirectoryInfo folder, int port)
    {
        _folder = folder;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _process = Start(
            Program,
            folder.FullName,
            $"--config.file={Path.Combine(folder.FullName, "prometheus.yml")}",
            $"--storage.tsdb.path={Path.Combine(folder.FullName, "data")}",
            $"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error"
        );
    }

    public static bool IsInstalled => File.Exists(Program) && File.Exists(Tool);

    public static PrometheusServer Scrape(Uri service)
    {
        var folder = Directory.CreateTempSubdirectory("prometheus-");
        File.Copy(Observability.Alerts, Path.Combine(folder.FullName, "alerts.yml"));
        var configuration = File.ReadAllText(Path.Combine(Observability.Folder, "prometheus.yml"));
        File.WriteAllText(
            Path.Combine(folder.FullName, "prometheus.yml"),
            configuration
                .Replace("[student:8080, teacher:8080]", $"[\"{service.Authority}\"]", StringComparison.Ordinal)
                .Replace("15s", "1s", StringComparison.Ordinal)
        );
        return new PrometheusServer(folder, FreePort.Find());
    }

    /// <summary>What promtool says, with its exit code.</summary>
    public static async Task<(int Code, string Said)> ToolAsync(string? input, params string[] arguments)
    {
        using var process = Start(Tool, Observability.Folder, arguments);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await said + await error);
    }

    /// <summary>The series that a query finds, once it finds what it should.</summary>
    public async Task<JsonElement[]> QueryAsync(string query, Func<JsonElement[], bool> when) =>
        (
            await Eventually.FindAsync(
                () => SeriesAsync(query),
                series => series is not null && when(series),
                series => $"{query}: {string.Join('\n', series?.Select(one => one.GetRawText()) ?? [])}"
            )
        )!; // it was found

    /// <summary>The series that a query finds; <see langword="null"/> while nothing answers.</summary>
    private async Task<JsonElement[]?> SeriesAsync(string query)
    {
        try
        {
            return [.. (await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}")).GetProperty("result").EnumerateArray()];
        }
        catch (HttpRequestException exception) when (exception.StatusCode is null or System.Net.HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }
    }

    /// <summary>The data that a path of its API answers with.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        var text = await _http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("data");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Process Start(string program, string folder, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        ) ?? throw new InvalidOperationException($"{program} does not start.");
}
