using System.Diagnostics;
using System.Net;
using System.Text;
using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Telemetry;

/// <summary>The program as a process of its own, so that no other test's measurements come to its meters.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("service-");
    private readonly FixtureRepository _models = ShadowServer.WithTeachers();
    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private ServiceProcess(string[] settings)
    {
        var port = FreePort.Find();
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(AccessOptions).Assembly.Location,
                $"--Kestrel:Endpoints:Http:Url=http://127.0.0.1:{port}",
                "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0",
                $"--Models:Path={_models.Root}",
                $"--Shadow:Store:Path={Path.Combine(_data.FullName, "shadow.db")}",
                $"--Models:RecordPath={Path.Combine(_data.FullName, "loads.json")}",
                .. settings,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _data.FullName,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        _process.OutputDataReceived += Take;
        _process.ErrorDataReceived += Take;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    /// <summary>What it has written to its console, line by line.</summary>
    public string[] Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    /// <summary>A service that is ready.</summary>
    public static async Task<ServiceProcess> StartAsync(params string[] settings)
    {
        var service = new ServiceProcess(settings);
        await Eventually.HoldsAsync(() => service.IsReadyAsync(TestContext.Current.CancellationToken));
        return service;
    }

    /// <summary>Posts a body, and gives back what was answered.</summary>
    public async Task<string> PostAsync(string path, string json, HttpStatusCode status = HttpStatusCode.OK, string? traceparent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", traceparent is null ? [] : [traceparent]);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return response.StatusCode == status ? answer : throw new InvalidOperationException(answer);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _models.Dispose();
        _data.Delete(recursive: true);
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.Append(line.Data).Append('\n');
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException(string.Join('\n', Output));
        }

        try
        {
            using var response = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }
}
