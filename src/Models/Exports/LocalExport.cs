using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Files;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>Chooses the files of a folder that an export consists of.</summary>
public static class LocalExport
{
    /// <summary>Returns their names relative to the folder, with <c>/</c>; a fault if there is no export.</summary>
    /// <param name="folder">The folder, such as a clone of a repository of the Hub.</param>
    /// <param name="precision">The precision, as for <see cref="ExportListing.Needed"/>.</param>
    /// <param name="fault">Says why nothing is returned.</param>
    public static IReadOnlyList<string> Files(string folder, string? precision, out string? fault)
    {
        string[] names =
        [
            .. Directory
                .EnumerateFiles(folder)
                .Concat(Directory.EnumerateDirectories(folder).SelectMany(static inner => Directory.EnumerateFiles(inner)))
                .Select(path => NameOf(folder, path)),
        ];
        string[] pointers = [.. names.Where(name => GitLfs.FaultOf(Path.Combine(folder, name)) is not null)];
        var needed = ExportListing.Needed([.. names.Except(pointers)], precision, out fault);
        if (fault is not null)
        {
            fault = pointers.Length > 0 ? GitLfs.FaultOf(Path.Combine(folder, pointers[0])) : $"{folder}: {fault}";
            return [];
        }

        // Exporters name external data as they like; the graphs say which files it is.
        var data = needed
            .Where(static name => name.EndsWith(ModelFiles.Graph, StringComparison.Ordinal))
            .SelectMany(name => DataOf(Path.Combine(folder, name)))
            .Select(path => NameOf(folder, path))
            .Where(names.Contains);
        return [.. needed.Union(data, StringComparer.Ordinal)];
    }

    /// <summary>The paths of the files that a graph names for its weights, whatever they are called.</summary>
    internal static IEnumerable<string> DataOf(string graph) =>
        (OnnxGraph.Read(graph)?.Tensors ?? []).Select(tensor => tensor.File).OfType<string>().Where(file => file != graph).Distinct();

    private static string NameOf(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}
