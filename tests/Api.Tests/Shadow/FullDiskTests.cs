using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>The program as a process whose files may not grow, as on a full disk, until there is room again.</summary>
public sealed class FullDiskTests : IDisposable
{
    // 8 KiB, in blocks of 512 bytes: less than the empty store takes. The limit's signal is ignored, so that writing fails; the runtime's
    // own
    // files in memory would count too.
    private const string Limited = "trap '' XFSZ; ulimit -S -f 16; exec \"$0\" \"$@\"";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly FixtureRepository _models = ShadowServer.WithTeachers();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task FullDisk_UntilThereIsRoom_AnswersAllAndLosesNoCount()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prlimit"), "There is no prlimit (Debian: util-linux).");
        var port = FreePort.Find();
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c",
                Limited,
                "dotnet",
                typeof(AccessOptions).Assembly.Location,
                $"--Kestrel:Endpoints:Http:Url=http://127.0.0.1:{port}",
                "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0",
                $"--Models:Path={_models.Root}",
                $"--Shadow:Store:Path={Path.Combine(_models.Root, ".data", "shadow.db")}",
                "--Shadow:SampleRate=1",
                "--Shadow:Store:FlushInterval=00:00:00.050",
                "--Shadow:Store:MaxPendingSamples=1",
                "--Shadow:NoiseShare=0",
                "--Logging:LogLevel:Default=None",
            ]
        );
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("sh does not start.");
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Eventually.HoldsAsync(() => IsReadyAsync(http), Patience);
            await ClassifyAsync(http, 0, 3);
            await Eventually.HoldsAsync(async () => await StoreAsync(http) is ("unavailable", 3), Patience);
            await ClassifyAsync(http, 3, 4);
            await Eventually.HoldsAsync(async () => await StoreAsync(http) is ("unavailable", 7), Patience);

            using (var room = Process.Start("/usr/bin/prlimit", ["--pid", $"{process.Id}", "--fsize=unlimited"]))
            {
                await room.WaitForExitAsync(Token);
                room.ExitCode.ShouldBe(0);
            }

            await Eventually.HoldsAsync(async () => await StoreAsync(http) is ("available", 7), Patience);
            var store = (await ReportAsync(http)).GetProperty("store");
            store.GetProperty("lostSamples").GetInt64().ShouldBe(6, "seven differ, and one may wait");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task ClassifyAsync(HttpClient http, int first, int texts)
    {
        var body = JsonSerializer.Serialize(
            new { text = Enumerable.Range(first, texts).Select(number => $"text {number}"), model = "intent" }
        );
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("/v1/classify", UriKind.Relative), content, Token);
        ((int)response.StatusCode).ShouldBe(200);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private static async Task<(string? State, long Compared)> StoreAsync(HttpClient http)
    {
        var report = await ReportAsync(http);
        return (report.GetProperty("store").GetProperty("state").GetString(), report.GetProperty("compared").GetInt64());
    }

    private static async Task<JsonElement> ReportAsync(HttpClient http) =>
        JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1/models/intent/shadow", UriKind.Relative), Token)).RootElement;
}
