using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Caching;

/// <summary>A real Redis that keeps nothing on disk.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private readonly int _port = FreePort.Find();
    private Process? _process;

    /// <summary>How to connect.</summary>
    public string Connection => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>A Redis that answers; skips the test where it is not installed.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "Redis is not installed; tools/install-test-tools.sh installs it (Debian: redis-server).");
        var server = new RedisServer();
        await server.UpAsync();
        return server;
    }

    /// <summary>Starts it, again.</summary>
    public async Task UpAsync()
    {
        _process = Process.Start(
            new ProcessStartInfo(Program)
            {
                ArgumentList = { "--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no" },
                RedirectStandardOutput = true,
            }
        );
        _process!.BeginOutputReadLine(); // it was started
        await Eventually.HoldsAsync(AnswersAsync);
    }

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>Sends a command, and returns what comes back.</summary>
    public async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\nQUIT\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return (await AskAsync("PING")).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
