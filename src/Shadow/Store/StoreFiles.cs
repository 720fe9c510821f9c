using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Store;

/// <summary>
/// Keeps other users from the store's files, which may hold texts of callers: the folder 0700, files 0600. Windows has the rights of the folder
/// above instead.
/// </summary>
internal static partial class StoreFiles
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolder = OfFiles | UnixFileMode.UserExecute;

    /// <summary>Makes the folder of a file, if it is not there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
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

    /// <summary>How to open a file that only its owner may read, also where it is made by that.</summary>
    public static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = OfFiles;
        }

        return options;
    }

    /// <summary>Makes an empty file, unless it is there. It is closed before it has its name: closing it later would take SQLite's locks away.</summary>
    public static void MakeEmpty(string path) => Make(path, []);

    /// <summary>
    /// Makes a file with all that is in it, unless it is there. Of several that make it at once, one wins, and no file is ever replaced: another
    /// process may have it open already.
    /// </summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
    public static void Make(string path, ReadOnlySpan<byte> content)
    {
        string made = $"{path}.{Guid.NewGuid():N}.new";
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

            // A file that is there is an error here too. On Unix, .NET looks for it and then renames, which is no single step: it serves only
            // where the file system has no links.
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
    /// Takes from others what they may do with the files whose names begin with the store's, and with their folder, unless that holds something
    /// else too: a working or temporary folder is not the store's alone.
    /// </summary>
    public static void Tighten(string store, ILogger logger)
    {
        if (OperatingSystem.IsWindows() || Path.GetDirectoryName(store) is not { Length: > 0 } folder || !Directory.Exists(folder))
        {
            return;
        }

        try
        {
            string name = Path.GetFileName(store);
            bool isShared = false;
            foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
            {
                string rest = Path.GetFileName(entry);
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
            UnixFileMode mode = File.GetUnixFileMode(path);
            if ((mode & ~most) != 0 && !Directory.Exists(path) == (most == OfFiles))
            {
                File.SetUnixFileMode(path, mode & most);
                ShadowLog.Tightened(logger, path, Octal(mode), Octal(mode & most));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another user's, or gone meanwhile.
            ShadowLog.NotTightened(logger, path, exception.Message);
        }
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
