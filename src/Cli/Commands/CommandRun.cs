using System.CommandLine;
using TransformerService.Cli.Errors;
using TransformerService.Client;

namespace TransformerService.Cli.Commands;

/// <summary>Runs the commands, and turns what ends them into messages and exit codes.</summary>
internal static class CommandRun
{
    private const string Program = "transformer";

    public static Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand(
            "Translates, classifies and embeds files over TransformerService servers, compares models, and makes keys."
        )
        {
            FileCommands.CreateTranslate(),
            FileCommands.CreateClassify(),
            FileCommands.CreateEmbed(),
            MergeCommand.Create(),
            CompareCommand.Create(),
            ModelsCommand.Create(),
            KeysCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            // An unknown argument is probably the missing one, misspelt.
            var faults =
                parsed.UnmatchedTokens.Count > 0
                    ? parsed
                        .UnmatchedTokens.Where(static (token, index) => index == 0 || token.StartsWith('-'))
                        .Select(token => $"'{token.Split('=')[0]}' is not an argument of this command.")
                    : parsed.Errors.Select(static error => error.Message);
            var command = parsed.CommandResult.Command is RootCommand ? "" : $" {Path(parsed.CommandResult)}";
            Console.Error.WriteLine($"{string.Join(Environment.NewLine, faults)} See '{Program}{command} --help'.");
            return Task.FromResult((int)ExitCode.WrongArguments);
        }

        // Ctrl-C waits for what is being written.
        return parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan }
        );
    }

    /// <summary>Runs a command's work.</summary>
    /// <param name="runAsync">The work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="stopped">The message when it is stopped.</param>
    public static async Task<int> GuardAsync(
        Func<Task<ExitCode>> runAsync,
        CancellationToken cancellationToken,
        string stopped = "Stopped. Run the same command again to go on."
    )
    {
        try
        {
            return (int)await runAsync();
        }
        catch (CliException exception)
        {
            return Fail(exception.Message, exception.Code);
        }
        catch (Exception exception)
            when (exception is TransformerServiceException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Fail(exception.Message, ExitCode.Failed);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(stopped, ExitCode.Interrupted);
        }
    }

    private static int Fail(string message, ExitCode code)
    {
        Console.Error.WriteLine(message);
        return (int)code;
    }

    private static string Path(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } parent
            ? $"{Path(parent)} {command.Command.Name}"
            : command.Command.Name;
}
