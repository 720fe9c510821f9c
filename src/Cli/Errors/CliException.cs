namespace TransformerService.Cli.Errors;

/// <summary>What the program's end means. 0 to 2 are those of the server's own commands.</summary>
internal enum ExitCode
{
    /// <summary>Everything was done.</summary>
    Success = 0,

    /// <summary>It failed; the message says why.</summary>
    Failed = 1,

    /// <summary>The arguments are wrong, or do not fit the files or the server.</summary>
    WrongArguments = 2,

    /// <summary>The file was done, but some lines could not be, or only in part: they are in the file of faults.</summary>
    LinesFailed = 3,

    /// <summary>It was stopped, by Ctrl-C or by a signal.</summary>
    Interrupted = 130,
}

/// <summary>A failure that ends the program. Its message says what to change.</summary>
internal sealed class CliException(string message, ExitCode code = ExitCode.Failed) : Exception(message)
{
    public ExitCode Code { get; } = code;
}
