using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Store;

/// <summary>
/// Keeps other users from the store's files, which may hold callers' texts: the folder has mode 0700, files 0600. On Windows they inherit
/// the rights of the parent folder.
/// </summary>
internal static partial class StoreFiles
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolder = OfFiles | UnixFileMode.UserExecute;

    /// <summary>Creates the folder of a file, if it does not exist.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">Creating it is not allowed.</exception>
    public static void MakeFolder(string path)
    {
        if (Path.GetDirectoryName(path) is not { Length: > 0 } folder || Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OfFolder);
        }
    }

    /// <summary>Options to open a file that only its owner may read, even if opening creates it.</summary>
    public static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = OfFiles;
        }

        return options;
    }

    /// <summary>
    /// Creates an empty file, unless it exists. It is closed before it gets its name: closing it later would release SQLite's locks.
    /// </summary>
    public static void MakeEmpty(string path) => Make(path, []);

    /// <summary>
    /// Creates a file with its full content, unless it exists. If several processes create it at once, one wins, and no file is ever
    /// replaced: another process may already have it open.
    /// </summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">Creating it is not allowed.</exception>
    public static void Make(string path, ReadOnlySpan<byte> content)
    {
        var made = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var file = new FileStream(made, Options(FileMode.CreateNew, FileShare.None)))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && Link(made, path) == 0)
            {
                File.Delete(made);
                return;
            }

            // An existing file is an error here too. On Unix, .NET checks and then renames, which is not atomic: this is only used where
            // the file system has no links.
            File.Move(made, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(made); // another process was first
        }
        catch
        {
            File.Delete(made);
            throw;
        }
    }

    /// <summary>
    /// Removes other users' rights on the files whose names begin with the store's, and on their folder, unless the folder contains
    /// anything else: a working or temporary folder does not belong to the store alone.
    /// </summary>
    public static void Tighten(string store, ILogger logger)
    {
        if (OperatingSystem.IsWindows() || Path.GetDirectoryName(store) is not { Length: > 0 } folder || !Directory.Exists(folder))
        {
            return;
        }

        try
        {
            var name = Path.GetFileName(store);
            var isShared = false;
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
            {
                var rest = Path.GetFileName(entry);
                if (rest == name || (rest.StartsWith(name, StringComparison.Ordinal) && rest[name.Length] is '-' or '.'))
                {
                    Tighten(entry, OfFiles, logger);
                }
                else
                {
                    isShared = true;
                }
            }

            if (!isShared)
            {
                Tighten(folder, OfFolder, logger);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ShadowLog.NotTightened(logger, folder, exception.Message);
        }
    }

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);

    [UnsupportedOSPlatform("windows")]
    private static void Tighten(string path, UnixFileMode most, ILogger logger)
    {
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & ~most) != 0 && !Directory.Exists(path) == (most == OfFiles))
            {
                File.SetUnixFileMode(path, mode & most);
                ShadowLog.Tightened(logger, path, Octal(mode), Octal(mode & most));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It belongs to another user, or is gone meanwhile.
            ShadowLog.NotTightened(logger, path, exception.Message);
        }
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
