using System.Globalization;

namespace TransformerService.Api.Telemetry;

/// <summary>
/// How much memory the process may take. .NET tells only what its heap may, a share of it in a container; the models are outside the heap.
/// </summary>
internal static class MemoryLimit
{
    private const string Groups = "/sys/fs/cgroup";

    /// <summary>The smallest limit of the process's control groups (of either version), or the machine's memory; in bytes.</summary>
    public static long Read() => Read(OperatingSystem.IsLinux());

    /// <summary>The same; the fallback of systems other than Linux, what .NET says, can be asked for.</summary>
    internal static long Read(bool asLinux)
    {
        long known = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!asLinux)
            return known;

        // Asked in a container, .NET would tell the share of the limit that its heap may take.
        long machine = OfMachine() ?? known;
        return OfGroups(Groups, OwnGroup()) is { } limit && limit < machine ? limit : machine;
    }

    /// <summary>The smallest limit from a group up to the root.</summary>
    /// <param name="root">Where control groups are mounted.</param>
    /// <param name="group">The process's group, below the root; inside a container it is the root itself, whatever it is called outside.</param>
    internal static long? OfGroups(string root, string group)
    {
        long? least = Number(Path.Combine(root, "memory", "memory.limit_in_bytes"));
        for (string? folder = Path.Join(root, group); folder is not null && folder.Length >= root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (Number(Path.Combine(folder, "memory.max")) is { } limit && !(least < limit))
                least = limit;
        }

        return least;
    }

    private static long? OfMachine()
    {
        const string Total = "MemTotal:", Unit = "kB";
        return Lines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Total, StringComparison.Ordinal)) is { } line
            && long.TryParse(line[Total.Length..].Replace(Unit, "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1_024
            : null;
    }

    private static string OwnGroup()
    {
        const string File = "/proc/self/cgroup", Version2 = "0::";
        return (Lines(File).FirstOrDefault(line => line.StartsWith(Version2, StringComparison.Ordinal)) ?? Version2)[Version2.Length..].TrimEnd('/');
    }

    private static long? Number(string file) =>
        Lines(file) is [var line, ..] && long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // a limit that cannot be read is as good as none
        }
    }
}
