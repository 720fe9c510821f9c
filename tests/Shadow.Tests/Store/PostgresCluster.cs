using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace TransformerService.Shadow.Tests.Store;

/// <summary>
/// A PostgreSQL cluster of its own in a temporary folder, on a free port. PostgreSQL refuses to run as root: then another user runs it.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postgres-");
    private readonly string _programs;
    private readonly int _port = FindPort();

    private PostgresCluster(string programs) => _programs = programs;

    /// <summary>How to connect; a failure shows soon.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=shadow;Database=postgres";

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>A cluster that runs; skips the test where PostgreSQL is not installed.</summary>
    public static async Task<PostgresCluster> StartAsync()
    {
        var programs = Directory.Exists(Programs)
            ? Directory
                .EnumerateDirectories(Programs)
                .Select(version => Path.Combine(version, "bin"))
                .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
        Assert.SkipWhen(programs is null, "PostgreSQL is not installed; tools/install-test-tools.sh installs it (Debian: postgresql).");
        var cluster = new PostgresCluster(programs!); // skipped otherwise
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", [User, cluster._folder.FullName]);
        }

        await cluster.ControlAsync("initdb", "-D", cluster.Data, "-U", "shadow", "-A", "trust", "--no-sync");
        await cluster.UpAsync();
        return cluster;
    }

    /// <summary>Starts it, again.</summary>
    public Task UpAsync() =>
        ControlAsync(
            "pg_ctl",
            "-D",
            Data,
            "-w",
            "-l",
            Path.Combine(_folder.FullName, "log"),
            "-o",
            $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off",
            "start"
        );

    /// <summary>Ends it at once, as a crash does: whoever is connected is cut off.</summary>
    public Task KillAsync() => ControlAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await KillAsync();
        }
        catch (InvalidOperationException)
        {
            // It was down already.
        }

        _folder.Delete(recursive: true);
    }

    private static string User => File.ReadAllText("/etc/passwd").Contains("\npostgres:", StringComparison.Ordinal) ? "postgres" : "nobody";

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task ControlAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.UserName == "root" ? RunAsync("runuser", ["-u", User, "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    /// <summary>The server inherits what its starter has: redirected output would never end.</summary>
    private static async Task RunAsync(string program, string[] arguments)
    {
        using var process =
            Process.Start(
                new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments])
                {
                    WorkingDirectory = "/tmp",
                }
            ) ?? throw new InvalidOperationException($"{program} does not start.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }
}
