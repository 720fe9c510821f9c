using System.CommandLine;
using TransformerService.Cli.Bulk;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Files;

namespace TransformerService.Cli.Commands;

/// <summary><c>merge</c>: joins the outputs of shards.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "The outputs of all shards, with their journals beside them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The file to write.",
            HelpName = "file",
            Required = true,
        };
        var command = new Command("merge", "Joins the outputs of all shards (--shard I/N) to one file in the order of the input.")
        {
            files,
            output,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                CommandRun.GuardAsync(
                    async () =>
                    {
                        var written = parsed.GetRequiredValue(output);
                        FilePaths.CheckOutput("--output", written);
                        await Merge.RunAsync(parsed.GetRequiredValue(files), written, cancellationToken);
                        return ExitCode.Success;
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
