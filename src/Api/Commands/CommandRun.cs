using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TransformerService.Api.Hosting;

namespace TransformerService.Api.Commands;

/// <summary>Runs the commands that have options of their own.</summary>
internal static class CommandRun
{
    /// <summary>Whether the arguments begin with such a command.</summary>
    public static bool IsAsked(string[] arguments) => arguments is [CompareCommand.Name or KeysCommand.Name or ModelsCommand.Name, ..];

    /// <summary>The command's exit code, or that of wrong arguments.</summary>
    public static Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand { CompareCommand.Create(), KeysCommand.Create(), ModelsCommand.Create() };
        var parsed = root.Parse(arguments is [KeysCommand.Name or ModelsCommand.Name] ? [.. arguments, Arguments.Help] : arguments);
        return parsed.Errors.Count == 0 ? parsed.InvokeAsync() : Task.FromResult(Usage.Refuse(Faults(parsed), Path(parsed.CommandResult)));
    }

    /// <summary>Reads the whole number of an option. System.CommandLine's own message names a .NET type.</summary>
    public static int ReadNumber(ArgumentResult result, string option, int least, int most)
    {
        if (
            int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option} takes a whole number from {least} to {most}."));
        return default;
    }

    /// <summary>Reports unknown arguments rather than missing ones: an unknown one is probably the missing one, misspelt.</summary>
    private static IEnumerable<string> Faults(ParseResult parsed) =>
        parsed.UnmatchedTokens.Count == 0
            ? parsed.Errors.Select(static error => error.Message)
            : parsed
                .UnmatchedTokens.Where(static (token, index) => index == 0 || token.StartsWith('-'))
                .Select(token => Describe(token, parsed.CommandResult));

    private static string Describe(string token, CommandResult command)
    {
        var choices = command
            .Command.Options.Select(static option => option.Name)
            .Concat(command.Command.Subcommands.Select(static sub => sub.Name));
        var what = token.StartsWith('-') || command.Command.Subcommands.Count == 0 ? "an option" : "a command";
        var name = token.Split('=')[0];
        return Spelling.Nearest(name, choices) is { } nearest
            ? $"'{name}' is not {what} of '{Path(command)}'; did you mean {nearest}?"
            : $"'{name}' is not {what} of '{Path(command)}'.";
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult { Command: not RootCommand } parent
            ? $"{Path(parent)} {command.Command.Name}"
            : command.Command.Name;
}
