using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Grpc.Net.Client;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>The program as a process of its own, for what only happens to a process: signals, and its end.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ServerProcess(Process process, Uri rest, Uri grpc)
    {
        (_process, Rest, GrpcAddress) = (process, rest, grpc);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = rest };
        Channel = GrpcChannel.ForAddress(grpc);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Rest { get; }

    public Uri GrpcAddress { get; }

    public HttpClient Http { get; }

    public GrpcChannel Channel { get; }

    /// <summary>What it wrote.</summary>
    public ConcurrentQueue<string> Output { get; } = [];

    public bool HasExited => _process.HasExited;

    /// <summary>Whether another program took a port between the search for a free one and the start.</summary>
    private bool LostItsPort => HasExited && Output.Any(line => line.Contains("is in use by another program", StringComparison.Ordinal));

    public int Id => _process.Id;

    /// <summary>Starts it on free ports.</summary>
    /// <param name="settings">Its arguments.</param>
    /// <param name="run">How a program with arguments is run, if not as it is.</param>
    public static ServerProcess Start(IEnumerable<string> settings, Func<string[], ProcessStartInfo>? run = null)
    {
        Uri rest = new($"http://127.0.0.1:{FreePort.Find()}"),
            grpc = new($"http://127.0.0.1:{FreePort.Find()}");
        return Start([.. settings, $"--Kestrel:Endpoints:Http:Url={rest}", $"--Kestrel:Endpoints:Grpc:Url={grpc}"], rest, grpc, run);
    }

    /// <summary>Runs one of its commands.</summary>
    public static ServerProcess Run(params string[] arguments) =>
        Start(arguments, new Uri("http://127.0.0.1"), new Uri("http://127.0.0.1"));

    /// <summary>Starts it and waits until it is ready.</summary>
    public static Task<ServerProcess> StartReadyAsync(params string[] settings) => StartReadyAsync(() => Start(settings));

    /// <summary>Starts it with so many files to open at most, and waits until it is ready.</summary>
    public static Task<ServerProcess> StartReadyAsync(int files, params string[] settings) =>
        StartReadyAsync(() =>
            Start(settings, command => new ProcessStartInfo("bash", ["-c", $"ulimit -n {files}; exec \"$0\" \"$@\"", .. command]))
        );

    private static async Task<ServerProcess> StartReadyAsync(Func<ServerProcess> start)
    {
        while (true)
        {
            var server = start();
            await server.UntilAsync(async () => server.LostItsPort || (await server.StatusAsync("/health/ready")) == 200);
            if (!server.LostItsPort)
            {
                return server;
            }

            await server.DisposeAsync();
        }
    }

    /// <summary>Waits until something holds.</summary>
    public Task UntilAsync(Func<Task<bool>> condition) =>
        Eventually.FindAsync(condition, holds => holds, _ => string.Join('\n', Output), Patience);

    /// <summary>The status of a GET; 0 where nobody answers.</summary>
    public async Task<int> StatusAsync(string path)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    public void Terminate() => Signal(SigTerm);

    public void Kill() => Signal(SigKill);

    /// <summary>Waits for its end; its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        Http.Dispose();
        Channel.Dispose();
        _process.Dispose();
    }

    private static ServerProcess Start(IReadOnlyList<string> arguments, Uri rest, Uri grpc, Func<string[], ProcessStartInfo>? run = null)
    {
        string[] command = ["dotnet", typeof(Program).Assembly.Location, .. arguments];
        var start = run?.Invoke(command) ?? new ProcessStartInfo(command[0], command[1..]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start."), rest, grpc);
    }

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private void Signal(int signal)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no signals.");
            return;
        }

        if (SendSignal(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException("The signal was not sent.");
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            Output.Enqueue(line);
        }
    }
}
