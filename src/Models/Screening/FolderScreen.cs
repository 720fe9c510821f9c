using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Files;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Screening;

/// <summary>
/// Refuses, before anything is read, files that would lead out of the repository, block indefinitely or fill the memory: links to
/// elsewhere, pipes and devices, and files beyond the limits.
/// </summary>
internal sealed class FolderScreen
{
    private const int MostFiles = 1_000;
    private const long MostSettingsBytes = 4 << 20;
    private static readonly string[] Settings = ["model.json", "config.json", "generation_config.json"];
    private readonly ModelLimits _limits;
    private readonly string[] _within;

    /// <param name="root">The repository; it may itself be a link.</param>
    /// <param name="limits">The limits of files.</param>
    public FolderScreen(string root, ModelLimits limits)
    {
        _limits = limits;
        _within = [.. limits.LinkTargets.Prepend(root).Select(RealPath.Of).OfType<string>()];
    }

    /// <summary>Whether a folder is in the repository, links followed.</summary>
    public bool IsInside(string folder, List<string> faults) => LeadsInside(folder, Path.GetFileName(folder), faults);

    /// <summary>Whether a file may be read as text; a missing file may, since reading it reports that it is missing.</summary>
    public bool IsReadable(string path, List<string> faults) =>
        Settings.Contains(Path.GetFileName(path))
            ? IsReadable(path, MostSettingsBytes, "that it may have", faults)
            : IsReadable(path, _limits.MaxTextFileBytes, $"of Models:{nameof(ModelLimits.MaxTextFileBytes)}", faults);

    /// <summary>Whether every model file in a variant's folder may be read.</summary>
    public bool IsClean(string folder, List<string> faults)
    {
        var before = faults.Count;
        if (!IsInside(folder, faults))
        {
            return false;
        }

        string[] inner = [.. ExportFolders.Of(folder).Where(path => IsInside(path, faults))];
        string[] files =
        [
            .. Directory.EnumerateFiles(folder).Concat(inner.SelectMany(path => Directory.EnumerateFiles(path))).Take(MostFiles + 1),
        ];
        if (files.Length > MostFiles)
        {
            faults.Add($"The folder holds more than {MostFiles} files; put nothing but the export there.");
            return false;
        }

        foreach (var file in files)
        {
            // Pictures and notes beside the export are not read.
            _ =
                ModelFiles.IsText(file) || Path.GetFileName(file) == LexicalShortlistFile.Name
                    ? IsReadable(file, faults)
                    : !ModelFiles.IsWeights(file) || IsReadableModel(file, faults);
        }

        return faults.Count == before;
    }

    /// <summary>Whether a file of weights may be read.</summary>
    public bool IsReadableModel(string path, List<string> faults) =>
        IsReadable(path, _limits.MaxModelBytes, $"of Models:{nameof(ModelLimits.MaxModelBytes)}", faults);

    /// <summary>Whether ONNX Runtime may be given an export's files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="faults">Receives what is wrong with them.</param>
    /// <param name="weightBytes">The bytes of weights that they declare together.</param>
    public bool IsSafe(OnnxFiles files, List<string> faults, out UInt128 weightBytes)
    {
        var before = faults.Count;
        weightBytes = 0;
        foreach (var path in files.All)
        {
            weightBytes += new OnnxScreen(path, this, _limits).Check(faults);
        }

        return faults.Count == before;
    }

    private bool IsReadable(string path, long most, string limit, List<string> faults)
    {
        var name = Path.GetFileName(path);
        if (!LeadsInside(path, name, faults))
        {
            return false;
        }

        if (!File.Exists(path))
        {
            return true; // missing, or a folder
        }

        if (!FileKind.IsRegularFile(path))
        {
            faults.Add($"{name} is a pipe, a socket, a device or a link to nothing; put a regular file there.");
            return false;
        }

        var length = File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo target ? target.Length : new FileInfo(path).Length;
        if (length <= most)
        {
            return true;
        }

        faults.Add($"{name} has {length} bytes, more than the {most} {limit}.");
        return false;
    }

    private bool LeadsInside(string path, string name, List<string> faults)
    {
        if (RealPath.Of(path) is { } real && _within.Any(folder => RealPath.IsWithin(real, folder)))
        {
            return true;
        }

        faults.Add(
            $"{name} leads out of the model repository by a symbolic link; copy what it links to (cp -L), or name that folder in Models:LinkTargets."
        );
        return false;
    }
}
