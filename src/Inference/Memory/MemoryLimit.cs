using System.Globalization;

namespace TransformerService.Inference.Memory;

/// <summary>
/// Reads how much memory the process may take. .NET reports only its heap's limit, a share of it in a container; the models are outside the
/// heap.
/// </summary>
public static class MemoryLimit
{
    private const string Groups = "/sys/fs/cgroup";

    /// <summary>The smallest limit of the process's control groups (of either version), or the machine's memory; in bytes.</summary>
    public static long Read() => Read(OperatingSystem.IsLinux());

    /// <summary>The same; tests can force the fallback for systems other than Linux, which is .NET's value.</summary>
    internal static long Read(bool asLinux)
    {
        var known = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!asLinux)
        {
            return known;
        }

        // In a container, .NET would return the heap's share of the limit.
        var machine = OfMachine() ?? known;
        return OfGroups(Groups, OwnGroup("0::"), OwnGroup(":memory:")) is { } limit && limit < machine ? limit : machine;
    }

    /// <summary>The smallest limit from a group up to the root.</summary>
    /// <param name="root">Where control groups are mounted.</param>
    /// <param name="group">
    /// The process's group, below the root; inside a container it is the root itself, whatever its name outside.
    /// </param>
    /// <param name="memoryGroup">The same in the tree of version 1's memory controller.</param>
    internal static long? OfGroups(string root, string group, string memoryGroup = "")
    {
        long? unified = Least(root, group, "memory.max"),
            separate = Least(Path.Combine(root, "memory"), memoryGroup, "memory.limit_in_bytes");
        return unified < separate ? unified : separate ?? unified;
    }

    private static long? Least(string root, string group, string file)
    {
        long? least = null;
        for (
            var folder = Path.Join(root, group);
            folder is not null && folder.Length >= root.Length;
            folder = Path.GetDirectoryName(folder)
        )
        {
            if (Number(Path.Combine(folder, file)) is { } limit && !(least < limit))
            {
                least = limit;
            }
        }

        return least;
    }

    private static long? OfMachine()
    {
        const string Total = "MemTotal:",
            Unit = "kB";
        return
            Lines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Total, StringComparison.Ordinal)) is { } line
            && long.TryParse(
                line[Total.Length..].Replace(Unit, "", StringComparison.Ordinal),
                NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out var kibibytes
            )
            ? kibibytes * 1_024
            : null;
    }

    /// <summary>Returns the process's group from the lines of /proc/self/cgroup.</summary>
    private static string OwnGroup(string tree) =>
        Lines("/proc/self/cgroup").FirstOrDefault(line => line.Contains(tree, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(tree, StringComparison.Ordinal) + tree.Length)..].TrimEnd('/')
            : "";

    private static long? Number(string file) =>
        Lines(file) is [var line, ..] && long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // a limit that cannot be read counts as no limit
        }
    }
}
