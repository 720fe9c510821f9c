using TransformerService.Cli.Errors;

namespace TransformerService.Cli.Files;

/// <summary>Refuses files that a command cannot read or write, before its work begins.</summary>
internal static class FilePaths
{
    private const string Devices = "/dev";

    private static readonly StringComparison Comparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Refuses an input that is not there, or that can be read only once.</summary>
    public static void CheckInput(string path)
    {
        if (!File.Exists(path))
        {
            throw Wrong(
                path.Length == 0 ? "FILE is empty; name a file."
                : Directory.Exists(path) ? $"{path} is a folder; name a file in it."
                : $"{path} does not exist."
            );
        }

        using var file = File.OpenRead(path);
        if (!file.CanSeek)
        {
            throw Wrong($"{path} is a pipe, not a file; write its content to a file first.");
        }
    }

    /// <summary>Refuses an output that cannot be written.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    public static void CheckOutput(string option, string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw Wrong($"{option} is empty; name a file.");
        }

        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw Wrong($"{option} {path} is a folder; name a file in it.");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            throw Wrong($"The folder of {option} {path} does not exist.");
        }

        if (folder == Devices)
        {
            throw Wrong($"{option} {path} is a device, not a file.");
        }
    }

    /// <summary>Refuses one file in two places: it would be overwritten.</summary>
    /// <param name="files">How messages name each file, and its path.</param>
    public static void CheckDistinct(params IReadOnlyList<(string Name, string Path)> files)
    {
        (string Name, string Path)[] real = [.. files.Select(file => (file.Name, Real(Path.GetFullPath(file.Path))))];
        for (var place = 1; place < real.Length; place++)
        {
            if (Array.Find(real[..place], file => file.Path.Equals(real[place].Path, Comparison)).Name is { } other)
            {
                throw Wrong($"{real[place].Name} must be another file than {other}.");
            }
        }
    }

    /// <summary>Refuses to overwrite a file that is not of this run.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    public static void RefusePresent(string option, string path)
    {
        if (File.Exists(path))
        {
            throw Wrong($"{path} is there already. Set another {option}, or --restart to replace it.");
        }
    }

    /// <summary>The path without symbolic links.</summary>
    private static string Real(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        var real = Path.Combine(Real(folder), Path.GetFileName(path));
        return new FileInfo(real).LinkTarget is null ? real : File.ResolveLinkTarget(real, returnFinalTarget: true)?.FullName ?? real;
    }

    private static CliException Wrong(string message) => new(message, ExitCode.WrongArguments);
}
