using System.Diagnostics;
using System.Globalization;

namespace TransformerService.Load.Scenarios.Tokens;

/// <summary>
/// Another engine: a shell command that reads texts, one a line, and writes on its last line the output tokens a second and, if it knows
/// it, the processor time for each output token in microseconds.
/// </summary>
internal static class ExternalProgram
{
    public static async Task<TokenRow> RunAsync(
        string name,
        string command,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new LoadException("bash could not be started.");
        var reading = process.StandardOutput.ReadToEndAsync(cancellationToken);
        foreach (var text in texts)
        {
            await process.StandardInput.WriteLineAsync(text.AsMemory(), cancellationToken);
        }

        process.StandardInput.Close();
        var last = (await reading).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("");
        await process.WaitForExitAsync(cancellationToken);
        double[] numbers =
        [
            .. last.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : double.NaN),
        ];
        return process.ExitCode == 0 && numbers is [> 0, ..]
            ? new TokenRow(
                name,
                "external",
                numbers[0],
                numbers.ElementAtOrDefault(1) is > 0 and var time ? time : double.NaN,
                double.NaN,
                double.NaN,
                double.NaN,
                double.NaN,
                0
            )
            : throw new LoadException($"'{command}' ended with {process.ExitCode} and '{last}', not with its tokens a second.");
    }
}
