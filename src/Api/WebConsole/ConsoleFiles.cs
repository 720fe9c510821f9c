using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace TransformerService.Api.WebConsole;

/// <summary>The console's files, which are part of the program.</summary>
internal sealed class ConsoleFiles
{
    private const string Prefix = "console/";

    private readonly Dictionary<string, ConsoleFile> _files = new(StringComparer.Ordinal);

    public ConsoleFiles()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var types = new FileExtensionContentTypeProvider();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} cannot be read.");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var type = types.TryGetContentType(name, out var known) ? known : "text/plain";
            _files[name[Prefix.Length..].Replace('\\', '/')] = new ConsoleFile(
                bytes,
                type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type,
                $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\""
            );
        }
    }

    /// <summary>The bytes of all files.</summary>
    public long Bytes => _files.Values.Sum(file => (long)file.Bytes.Length);

    /// <summary>The file of a path below /console; <see langword="null"/> if there is none. The path is only looked up.</summary>
    public ConsoleFile? Find(string? path) => _files.GetValueOrDefault(string.IsNullOrEmpty(path) ? "index.html" : path);
}

/// <summary>A file.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="ETag">Identifies its contents.</param>
internal sealed record ConsoleFile(byte[] Bytes, string ContentType, string ETag);
