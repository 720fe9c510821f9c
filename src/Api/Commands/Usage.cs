using System.Reflection;

namespace TransformerService.Api.Commands;

/// <summary>What the program says about itself, and of arguments that it does not understand.</summary>
internal static class Usage
{
    /// <summary>The exit code for wrong arguments. Any other failure is 1.</summary>
    public const int WrongArguments = 2;

    private const string Program = "TransformerService.Api";

    private const string Text = $"""
        Translates and classifies texts with distilled transformer models, over REST and gRPC.

        Usage:
          {Program} [settings]            Serves.
          {Program} --check [settings]    Checks configuration and models as a start does, prints what it found, and ends.
          {Program} --health [settings]   Asks the server that runs here with these settings whether it is ready.
          {Program} compare [options]     Runs a file of texts through student and teacher, and reports how far they differ.
          {Program} keys new [options]    Makes a key for a caller or an admin.
          {Program} models add PATH|ID    Adds an export in a folder, or a model of the Hugging Face Hub, after its checks.
          {Program} models [command]      pull, list, remove, verify: models of the repository.

          -h, --help     Shows this; after a command, the command's options.
          --version      Shows the version.

        Settings are those of appsettings.json and of the environment (Models__Path), written --Section:Key=value. Those most used, with their defaults:
          --Models:Path=models                                The model repository.
          --Kestrel:Endpoints:Http:Url=http://localhost:8080  Where REST listens.
          --Kestrel:Endpoints:Grpc:Url=http://localhost:8081  Where gRPC listens.
          --Inference:ExecutionProvider=Auto                  Auto, Cpu or Cuda.
          --Shadow:SampleRate=0                               Share of the requests that the teacher answers too.
          --Access:AllowAnonymous=false                       Whether calls without a key are answered on addresses that others can reach.
          --Logging:LogLevel:Default=Information              What is logged.
        All of them: docs/configuration.md.

        Exit codes: 0 for success, 2 for wrong arguments, 1 for any other failure.
        """;

    /// <summary>The version, with the commit that it was built from if that is known.</summary>
    private static string Version =>
        typeof(Usage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Handles arguments that need no server. Returns the exit code, or <see langword="null"/> if there is more to do.</summary>
    public static int? Answer(Arguments arguments)
    {
        if (arguments.Flags.Contains(Arguments.Help))
        {
            return Print(Text);
        }

        if (arguments.Flags.Contains(Arguments.Version))
        {
            return Print(Version);
        }

        return arguments.Faults.Count > 0 ? Refuse(arguments.Faults, "") : null;
    }

    /// <summary>Prints what is wrong with arguments, and where the right ones are listed.</summary>
    /// <param name="faults">A sentence each.</param>
    /// <param name="command">The command with its parents, e.g. <c>keys new</c>; empty for the server's own arguments.</param>
    public static int Refuse(IEnumerable<string> faults, string command)
    {
        var help = command.Length == 0 ? $"{Program} {Arguments.Help}" : $"{Program} {command} {Arguments.Help}";
        Console.Error.WriteLine($"{string.Join(Environment.NewLine, faults)} See '{help}'.");
        return WrongArguments;
    }

    private static int Print(string text)
    {
        Console.Out.WriteLine(text);
        return 0;
    }
}
