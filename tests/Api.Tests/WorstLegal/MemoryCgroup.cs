using System.Diagnostics;
using System.Globalization;
using TransformerService.Tests.Support;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>A memory control group, of version 1 or 2, below the one that the tests run in.</summary>
internal sealed class MemoryCgroup : IAsyncDisposable
{
    private const string Root = "/sys/fs/cgroup",
        Prefix = "worst-";
    private const string Version1 = "memory.limit_in_bytes",
        Version2 = "memory.max";

    // The shell puts itself into the group, and becomes the program; what it leaves behind kills the program if the tests are gone.
    private const string Launch = """
        echo $$ > "$1" || exit 97
        tests=$2
        shift 2
        (while kill -0 "$tests"; do kill -0 $$ || exit 0; sleep 1; done; kill -9 $$) <&- >/dev/null 2>&1 &
        exec "$@"
        """;

    private readonly string _folder;
    private readonly bool _isVersion1;

    private MemoryCgroup(string folder, bool isVersion1) => (_folder, _isVersion1) = (folder, isVersion1);

    /// <summary>The most that its processes have had at once, in bytes.</summary>
    public long PeakBytes => Number(_isVersion1 ? "memory.max_usage_in_bytes" : "memory.peak");

    /// <summary>Processes that the kernel killed because the group had no memory left.</summary>
    public long OomKills =>
        Lines(_isVersion1 ? "memory.oom_control" : "memory.events")
            .Where(line => line.StartsWith("oom_kill ", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))
            .Sum();

    /// <summary>Makes one.</summary>
    /// <param name="bytes">What its processes may take together.</param>
    /// <param name="whyNot">Why there is none.</param>
    public static MemoryCgroup? TryCreate(long bytes, out string whyNot)
    {
        whyNot = "Only Linux has control groups.";
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        whyNot = "No memory control group is mounted.";
        foreach (var parent in Parents())
        {
            var folder = Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
            try
            {
                foreach (var left in Directory.GetDirectories(parent, Prefix + "*").Where(IsOfTestsThatAreGone))
                {
                    Remove(left);
                }

                Directory.CreateDirectory(folder);
                var group = new MemoryCgroup(folder, File.Exists(Path.Combine(folder, Version1)));
                File.WriteAllText(
                    Path.Combine(folder, group._isVersion1 ? Version1 : Version2),
                    bytes.ToString(CultureInfo.InvariantCulture)
                );
                return group;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                whyNot = $"A memory control group cannot be made here: {exception.Message}";
                Remove(folder);
            }
        }

        return null;
    }

    /// <summary>How a program is run in it. It is killed when the tests' process is gone, however that ended.</summary>
    public ProcessStartInfo Run(string[] command) =>
        new(
            "/bin/sh",
            [
                "-c",
                Launch,
                "sh",
                Path.Combine(_folder, "cgroup.procs"),
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                .. command,
            ]
        );

    /// <summary>Kills what is left in it, and takes it away.</summary>
    public async ValueTask DisposeAsync() =>
        await Eventually.HoldsAsync(() =>
        {
            try
            {
                foreach (var process in Lines("cgroup.procs"))
                {
                    Kill(int.Parse(process, CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It has been removed.
            }

            return Remove(_folder); // not while a process that was killed is still there
        });

    private static bool IsOfTestsThatAreGone(string folder) =>
        !Directory.Exists(Path.Combine("/proc", Path.GetFileName(folder).Split('-')[1]));

    /// <summary>Takes a group away if there is no process in it.</summary>
    private static bool Remove(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists(folder);
        }
    }

    private static void Kill(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            found.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    /// <summary>
    /// The tests' own group in the hierarchy of version 1 and in that of version 2, and the roots of both: in a container they are its own.
    /// </summary>
    private static IEnumerable<string> Parents()
    {
        var memory = Path.Combine(Root, "memory");
        foreach (var line in File.ReadAllLines("/proc/self/cgroup").Select(line => line.Split(':', 3)))
        {
            if (line[1].Split(',').Contains("memory"))
            {
                yield return Path.Join(memory, line[2]);
            }
            else if (line[0] == "0" && File.Exists(Path.Join(Root, "cgroup.controllers")))
            {
                yield return Path.Join(Root, line[2]);
            }
        }

        if (Directory.Exists(memory))
        {
            yield return memory;
        }
        else if (File.Exists(Path.Join(Root, "cgroup.controllers")))
        {
            yield return Root;
        }
    }

    private long Number(string file) =>
        File.Exists(Path.Combine(_folder, file)) ? long.Parse(Lines(file)[0], CultureInfo.InvariantCulture) : 0;

    private string[] Lines(string file) => File.ReadAllLines(Path.Combine(_folder, file));
}
