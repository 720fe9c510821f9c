using System.Diagnostics;
using System.Text;
using Shouldly;
using TransformerService.Distillation.Tests.Onnx;
using Xunit;

namespace TransformerService.Distillation.Tests.Clients;

/// <summary>A program of another language that loads our exports, from tests/Clients.</summary>
internal static class ClientProgram
{
    public static readonly string Folder = RepositoryRoot.Folder("tests", "Clients");

    /// <summary>What a program printed; one that fails, fails the test.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input)
    {
        (var exitCode, var output, var errors) = await TryAsync(program, arguments, input);
        exitCode.ShouldBe(0, errors);
        return output;
    }

    public static async Task<(int ExitCode, string Output, string Errors)> TryAsync(
        string program,
        IEnumerable<string> arguments,
        string input
    )
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        using var process = Process.Start(start).ShouldNotBeNull();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The full path of a program on the PATH, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
