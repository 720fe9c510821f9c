using System.Text.RegularExpressions;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Files;

/// <summary>The folders inside an export whose files belong to it: <c>onnx</c>, and sentence-transformers' modules such as <c>1_Pooling</c>.</summary>
internal static partial class ExportFolders
{
    /// <summary>Whether a folder of that name is a module's.</summary>
    public static bool IsModule(string name) => ModuleName().IsMatch(name);

    /// <summary>The paths of those that exist.</summary>
    public static IEnumerable<string> Of(string folder) =>
        Directory
            .EnumerateDirectories(folder)
            .Where(path => Path.GetFileName(path) is var name && (name == OnnxFileFinder.Subfolder || IsModule(name)))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex("^[0-9]{1,2}_[A-Za-z0-9]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex ModuleName();
}
