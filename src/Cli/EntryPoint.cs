using TransformerService.Cli.Commands;

namespace TransformerService.Cli;

/// <summary>The program. It has a name of its own, so that a test project can refer to it beside the server's.</summary>
internal static class EntryPoint
{
    public static Task<int> Main(string[] args) => CommandRun.RunAsync(args);
}
