namespace TransformerService.Models.Files;

/// <summary>Resolves a path by following every symbolic link in it.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // the limit of Linux

    /// <summary>
    /// Returns the path without links, or <see langword="null"/> if they form a cycle. Parts that do not exist stay as written.
    /// </summary>
    public static string? Of(string path)
    {
        var links = 0;
        var root = Path.GetPathRoot(Path.GetFullPath(path)) ?? "/";
        var rest = new Stack<string>(Parts(Path.GetFullPath(path)).Reverse());
        var real = root;
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }

            var next = Path.Combine(real, part);
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
            foreach (var targetPart in Parts(target).Reverse())
            {
                rest.Push(targetPart);
            }
        }

        return real;
    }

    /// <summary>Whether a path without links is a folder or is inside it.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder
        || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IEnumerable<string> Parts(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..]
            .Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part != ".");
}
