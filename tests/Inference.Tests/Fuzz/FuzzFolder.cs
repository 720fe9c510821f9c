namespace TransformerService.Inference.Tests.Fuzz;

/// <summary>A folder in memory, where the system has such, that a target fills anew for every input.</summary>
internal sealed class FuzzFolder : IDisposable
{
    private const string InMemory = "/dev/shm";
    private readonly DirectoryInfo _folder = Directory.Exists(InMemory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(InMemory, $"fuzz-{Guid.NewGuid():N}"))
        : Directory.CreateTempSubdirectory("fuzz-");

    public string Path => _folder.FullName;

    public string Write(string file, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, file);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
