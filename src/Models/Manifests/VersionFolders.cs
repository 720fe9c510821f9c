using System.Globalization;

namespace TransformerService.Models.Manifests;

/// <summary>The folders of a variant that hold versions: <c>student/1</c>, <c>student/2</c> and so on.</summary>
internal static class VersionFolders
{
    /// <summary>A file that every export has: the folder that contains it is the export.</summary>
    public const string ExportFile = "config.json";

    /// <summary>Whether a folder's name is a version: a whole number from 1 on, without leading zeros.</summary>
    public static bool IsVersion(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
        && name == number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns the names of a variant's versions, the highest first; none if the folder itself is the export. Numbered folders beside an
    /// export are ignored, with a warning.
    /// </summary>
    public static IReadOnlyList<string> Find(string folder, List<string> warnings)
    {
        string[] versions =
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Select(path => Path.GetFileName(path))
                .Where(IsVersion)
                .OrderByDescending(name => int.Parse(name, CultureInfo.InvariantCulture)),
        ];
        if (versions.Length == 0 || !File.Exists(Path.Combine(folder, ExportFile)))
        {
            return versions;
        }

        var name = Path.GetFileName(folder);
        warnings.Add(
            $"{name} is an export itself ({ExportFile} lies in it), so its folders {string.Join(", ", versions)} are not served; move the export into a folder with a number too."
        );
        return [];
    }
}
