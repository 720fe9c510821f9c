using System.Security.Cryptography;
using System.Text;
using TransformerService.Models.Quality;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Api.LocalModels;

/// <summary>
/// The SHA-256 of each file of a variant, in a file that <c>sha256sum --check</c> reads too. It does not count toward the content hash.
/// </summary>
internal static class Checksums
{
    /// <summary>The file's name.</summary>
    public const string FileName = "SHA256SUMS";

    private const string Gap = "  ";
    private const int HexDigits = 64;
    private const int MostBytes = 1 << 20;

    /// <summary>Writes the sums of all files in a folder.</summary>
    public static async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var name in Names(folder))
        {
            text.Append(await OfAsync(Path.Combine(folder, name), cancellationToken)).Append(Gap).Append(name).Append('\n');
        }

        await File.WriteAllTextAsync(Path.Combine(folder, FileName), text.ToString(), cancellationToken);
    }

    /// <summary>Compares the files with their sums.</summary>
    /// <returns>What is wrong, a sentence each; <see langword="null"/> if the folder has no sums.</returns>
    public static async Task<IReadOnlyList<string>?> CheckAsync(string folder, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists)
        {
            return null;
        }

        if (file.Length > MostBytes)
        {
            return [$"{FileName} is larger than such a file is."];
        }

        List<string> faults = [];
        HashSet<string> there = [.. Names(folder)];
        foreach (var line in await File.ReadAllLinesAsync(file.FullName, cancellationToken))
        {
            if (line.Length < HexDigits + Gap.Length || line.IndexOf(Gap, StringComparison.Ordinal) != HexDigits)
            {
                faults.Add($"{FileName} has a line that is not a sum and a name.");
                continue;
            }

            // A name that is not in the folder, such as a path to elsewhere, is never opened.
            var name = line[(HexDigits + Gap.Length)..];
            if (!there.Contains(name))
            {
                faults.Add($"{name} is missing.");
            }
            else if (
                there.Remove(name)
                && !line.StartsWith(await OfAsync(Path.Combine(folder, name), cancellationToken), StringComparison.OrdinalIgnoreCase)
            )
            {
                faults.Add($"{name} is not the file that was added: its SHA-256 differs.");
            }
        }

        // A server would load them: another precision, or another tokenizer. What is written for an export later is known.
        faults.AddRange(
            there
                .Where(static name => name is not SelfCheckFile.Name and not QualityCalibration.Name)
                .Select(static name => $"{name} was not added with the model: remove it, or add the model again.")
        );
        return faults;
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(static name => name != FileName)
            .Order(StringComparer.Ordinal);

    private static async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
