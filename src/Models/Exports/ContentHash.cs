using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Files;
using TransformerService.Models.Onnx;
using TransformerService.Models.Quality;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Models.Exports;

/// <summary>
/// The identity of an export: SHA-256 over the relative names, lengths and contents of a model's files (ONNX and
/// its external data, JSON, vocabularies, a lexical shortlist); notes and pictures beside them do not count. Neither do the self-check and
/// the calibration of quality, because they contain the hash.
/// </summary>
public static class ContentHash
{
    /// <summary>The hash in hex, the same on every machine that has the same files.</summary>
    public static string OfFolder(string folder) => OfFolder(folder, new OnnxChoice());

    /// <summary>As <see cref="OfFolder(string)"/>; what model.json chooses among the files counts too, since other weights answer.</summary>
    internal static string OfFolder(string folder, OnnxChoice choice)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        Span<byte> length = stackalloc byte[8];
        string[] all = [.. Directory.EnumerateFiles(folder).Concat(ExportFolders.Of(folder).SelectMany(Directory.EnumerateFiles))];
        string[] named = [.. all.Where(IsOfModel)];
        IEnumerable<(string Name, string Path)> files = named
            .Concat(DataOf(named, [.. all.Except(named)]))
            .Select(path => (Name: Path.GetRelativePath(folder, path).Replace('\\', '/'), path))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
        foreach ((var name, var path) in files)
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            BinaryPrimitives.WriteInt64LittleEndian(length, stream.Length);
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
            hash.AppendData(length);
            for (int read; (read = stream.Read(buffer)) > 0; )
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        if (choice != new OnnxChoice())
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\0{choice.Precision}\0{choice.File}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsOfModel(string path) =>
        (
            (ModelFiles.IsWeights(path) || ModelFiles.IsText(path))
            && Path.GetFileName(path) is not (SelfCheckFile.Name or QualityCalibration.Name)
        )
        || Path.GetFileName(path) == LexicalShortlistFile.Name;

    /// <summary>Those of the other files that a graph names for its weights.</summary>
    private static IEnumerable<string> DataOf(string[] named, HashSet<string> others) =>
        others.Count == 0
            ? []
            : named
                .Where(path => path.EndsWith(ModelFiles.Graph, StringComparison.OrdinalIgnoreCase))
                .SelectMany(LocalExport.DataOf)
                .Distinct(StringComparer.Ordinal)
                .Where(others.Contains);
}
