using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Clients;

/// <summary>A program of tests/Clients that Node runs: one JSON object in, one out.</summary>
internal static class NodeProgram
{
    private static readonly string Folder = Path.Combine(Golden.Repository, "tests", "Clients");

    /// <summary>Runs one job; skips the test where Node or the package is missing.</summary>
    public static async Task<JsonElement> RunAsync(string script, string package, object job)
    {
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "node"))
            .FirstOrDefault(File.Exists);
        if (node is null || !Directory.Exists(Path.Combine(Folder, "node_modules", package)))
        {
            Assert.Skip($"Node or tests/Clients/node_modules/{package} is missing: run tools/install-test-tools.sh.");
        }

        var start = new ProcessStartInfo(node, [script])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.StandardInput.WriteAsync(JsonSerializer.Serialize(job).AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        process.ExitCode.ShouldBe(0, await errors);
        using var answer = JsonDocument.Parse(await output);
        return answer.RootElement.Clone();
    }
}
