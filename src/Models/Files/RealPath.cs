namespace TransformerService.Models.Files;

/// <summary>The place that a path means once every symbolic link on the way is followed.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // as Linux itself

    /// <summary>The path without links, or <see langword="null"/> if they go in a circle. What is not there stays as it is written.</summary>
    public static string? Of(string path)
    {
        int links = 0;
        string root = Path.GetPathRoot(Path.GetFullPath(path)) ?? "/";
        var rest = new Stack<string>(Parts(Path.GetFullPath(path)).Reverse());
        string real = root;
        while (rest.TryPop(out string? part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }

            string next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target) ?? root : real;
            foreach (string targetPart in Parts(target).Reverse())
            {
                rest.Push(targetPart);
            }
        }

        return real;
    }

    /// <summary>Whether a path without links is a folder or lies in it.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IEnumerable<string> Parts(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
