using System.IO.Compression;
using System.Text;

namespace TransformerService.Distillation.Tests.Data;

/// <summary>A folder for a test's files, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("distillation-tests-").FullName;

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string WriteZipped(string name, string text) => Write(name, Zip(text));

    public static byte[] Zip(string text)
    {
        using var result = new MemoryStream();
        using (var zip = new GZipStream(result, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return result.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
