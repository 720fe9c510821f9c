using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TransformerService.Models.Files;

/// <summary>Tells a file from what only has a file's name: opening a named pipe waits for ever, and a device may never end.</summary>
internal static partial class FileKind
{
    // From statx(2) and inode(7); the layout is the same on every Linux.
    private const int CurrentFolder = -100;
    private const uint TypeMask = 0x1;
    private const int BufferSize = 256;
    private const int ModeOffset = 28;
    private const int KindBits = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Whether a path, its links followed, is a regular file. Other systems than Linux are taken at their word.</summary>
    public static bool IsRegularFile(string path) => IsRegularFile(path, OperatingSystem.IsLinux());

    /// <summary>The same; the fallback of other systems can be asked for.</summary>
    internal static bool IsRegularFile(string path, bool asLinux)
    {
        if (!asLinux || !OperatingSystem.IsLinux())
        {
            return File.Exists(path);
        }

        byte[] buffer = new byte[BufferSize];
        return Statx(CurrentFolder, path, 0, TypeMask, buffer) == 0 && (BitConverter.ToUInt16(buffer, ModeOffset) & KindBits) == RegularFile;
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] buffer);
}
