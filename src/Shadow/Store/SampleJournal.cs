using System.Buffers.Binary;
using System.Globalization;

namespace TransformerService.Shadow.Store;

/// <summary>
/// How many texts a process has sampled, in a file beside the store. The store knows how many of them it has written. If the process is
/// killed, the difference is lost, and the next process counts it. The file is locked while its process lives.
/// </summary>
internal sealed class SampleJournal : IDisposable
{
    private const string Suffix = ".run";

    private readonly FileStream _file;

    private SampleJournal(FileStream file) => _file = file;

    /// <summary>The process's name in the store.</summary>
    public string Run =>
        Path.GetFileNameWithoutExtension(_file.Name)[(Path.GetFileNameWithoutExtension(_file.Name).LastIndexOf('.') + 1)..];

    /// <summary>Begins this process's journal.</summary>
    /// <param name="store">The path that its name begins with.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written to.</exception>
    public static SampleJournal Begin(string store)
    {
        StoreFiles.MakeFolder(store);
        var journal = new SampleJournal(
            new FileStream(
                $"{store}.{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)}{Suffix}",
                StoreFiles.Options(FileMode.CreateNew, FileShare.None)
            )
        );
        journal.Note(0);
        return journal;
    }

    /// <summary>The journals of processes that have ended without closing them.</summary>
    public static IEnumerable<SampleJournal> Abandoned(string store)
    {
        var folder = Path.GetDirectoryName(store) ?? ".";
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, $"{Path.GetFileName(store)}.*{Suffix}") : [])
        {
            if (TryOpen(path) is { } journal)
            {
                yield return journal;
            }
        }
    }

    /// <summary>Records how many texts were sampled since the process began.</summary>
    public void Note(long sampled)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, sampled);
        RandomAccess.Write(_file.SafeFileHandle, bytes, fileOffset: 0);
    }

    /// <summary>Reads what was recorded last.</summary>
    public long Read()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        return RandomAccess.Read(_file.SafeFileHandle, bytes, fileOffset: 0) == sizeof(long)
            ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
            : 0;
    }

    /// <summary>Deletes the file: everything that it counts is in the store.</summary>
    public void Close()
    {
        File.Delete(_file.Name);
        Dispose();
    }

    public void Dispose() => _file.Dispose();

    private static SampleJournal? TryOpen(string path)
    {
        try
        {
            return new SampleJournal(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // its process is running, another process has just counted it, or it belongs to another user
        }
    }
}
