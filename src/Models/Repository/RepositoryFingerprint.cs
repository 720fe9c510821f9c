using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TransformerService.Models.Repository;

/// <summary>
/// Detects cheaply whether a model's files have changed: a hash over their names, sizes and times, and over the contents of small settings,
/// which may be replaced by others of the same size and time. Links are followed, so that a Kubernetes volume whose link has a new target
/// counts as changed.
/// </summary>
public static class RepositoryFingerprint
{
    /// <summary>Model, variant, version, onnx: deeper folders are not read.</summary>
    private const int MaxDepth = 3;

    /// <summary>Larger files are compared by size and time only, because the check runs every few seconds.</summary>
    private const int MaxSettingsBytes = 1 << 16;

    private static readonly EnumerationOptions EachFolder = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    /// <summary>The fingerprints of all models, by name.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path) =>
        ModelRepository.ModelFolders(path).ToDictionary(folder => Path.GetFileName(folder), OfModel, StringComparer.Ordinal);

    /// <summary>The fingerprint of the model with a name; empty if there is no such folder.</summary>
    public static string Find(string path, string name) =>
        ModelRepository.ModelFolders(path).FirstOrDefault(folder => Path.GetFileName(folder) == name) is { } found ? OfModel(found) : "";

    private static string OfModel(string folder)
    {
        List<string> lines = [];
        Add(new DirectoryInfo(folder), "", 0, lines);
        lines.Sort(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    private static void Add(DirectoryInfo folder, string place, int depth, List<string> lines)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos("*", EachFolder).Where(entry => !entry.Name.StartsWith('.')))
        {
            var name = $"{place}/{entry.Name}";
            if (entry is DirectoryInfo inner)
            {
                lines.Add(name);
                if (depth < MaxDepth)
                {
                    Add(inner, name, depth + 1, lines);
                }
            }
            else
            {
                var file = Target(entry);
                lines.Add(
                    file.Exists
                        ? string.Create(
                            CultureInfo.InvariantCulture,
                            $"{name} {file.Length} {file.LastWriteTimeUtc.Ticks} {Contents(file)}"
                        )
                        : name
                );
            }
        }
    }

    /// <summary>The hash of a small JSON file; empty for any other. A pipe, which must not be waited for, has no length.</summary>
    private static string Contents(FileInfo file)
    {
        if (file.Length is 0 or > MaxSettingsBytes || !file.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            return "";
        }

        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.GetType().Name; // reading the model reports the fault
        }
    }

    private static FileInfo Target(FileSystemInfo entry)
    {
        try
        {
            return entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target
                ? target
                : (FileInfo)entry;
        }
        catch (IOException)
        {
            return (FileInfo)entry; // a broken or cyclic link
        }
    }
}
