using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>The command-line tool as a process.</summary>
internal sealed partial class CliProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // In this project's own folder are the server's packages: those of the tool that ASP.NET has are left out.
    private static readonly string Program = Path.Combine(
        Golden.Repository,
        "src",
        "Cli",
        "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, // Debug or Release
        "net10.0",
        "TransformerService.Cli.dll"
    );

    private readonly Process _process;

    private CliProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Errors.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) => Errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>What it wrote.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    public string Said => string.Join('\n', Errors);

    public bool HasExited => _process.HasExited;

    public static CliProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        return new CliProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start."));
    }

    /// <summary>Runs it to its end; its exit code and what it wrote.</summary>
    public static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return (await process.ExitAsync(), process.Said);
    }

    /// <summary>Waits until a file has so many bytes, or the process has ended.</summary>
    public Task UntilAsync(string path, long bytes) =>
        Eventually.HoldsAsync(() => _process.HasExited || (File.Exists(path) && new FileInfo(path).Length >= bytes));

    /// <summary>Ends it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public void Terminate()
    {
        if (SendSignal(_process.Id, SigTerm) != 0)
        {
            throw new InvalidOperationException("The signal was not sent.");
        }
    }

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
            await KillAsync();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
