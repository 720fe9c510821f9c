using System.ComponentModel;
using System.Diagnostics;

namespace TransformerService.Distillation.Data.SentencePiece;

/// <summary>The program spm_train of SentencePiece (Kudo and Richardson 2018, https://aclanthology.org/D18-2012).</summary>
internal sealed class SpmTrain
{
    public const string Name = "spm_train";

    private const int LastLines = 10;

    private readonly string _program;

    private SpmTrain(string program) => _program = program;

    /// <summary>Finds the program in the first folder that contains it.</summary>
    /// <param name="searchPath">Folders, in the format of the variable PATH.</param>
    /// <exception cref="SentencePieceException">No folder contains it.</exception>
    public static SpmTrain Find(string? searchPath) =>
        (searchPath ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, Name))
            .FirstOrDefault(File.Exists)
            is { } program
            ? new SpmTrain(program)
            : throw new SentencePieceException(
                $"{Name} is not on the PATH. Install Debian's package sentencepiece: apt-get install sentencepiece."
            );

    /// <summary>Runs the program in a folder and waits until it exits.</summary>
    /// <returns>Its standard error, which contains its log.</returns>
    /// <exception cref="SentencePieceException">
    /// The program could not be started or failed; the message has the last lines of its log.
    /// </exception>
    public async Task<string> RunAsync(string folder, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(_program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            // The program must not outlive its folder, which is deleted next.
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        await output.ConfigureAwait(false);
        var log = await errors.ConfigureAwait(false);
        return process.ExitCode == 0
            ? log
            : throw new SentencePieceException(
                $"{Name} failed with exit code {process.ExitCode}: {string.Join(' ', log.Trim().Split('\n').TakeLast(LastLines))}"
            );
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new SentencePieceException($"{_program} did not start.");
        }
        catch (Win32Exception fault)
        {
            throw new SentencePieceException($"{_program} cannot be run: {fault.Message}.", fault);
        }
    }
}
