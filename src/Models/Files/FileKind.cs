using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TransformerService.Models.Files;

/// <summary>
/// Distinguishes regular files from pipes and devices: opening a named pipe may block indefinitely, and a device may never end.
/// </summary>
internal static partial class FileKind
{
    // From statx(2) and inode(7); the layout is the same on every Linux.
    private const int CurrentFolder = -100;
    private const uint TypeMask = 0x1;
    private const int BufferSize = 256;
    private const int ModeOffset = 28;
    private const int KindBits = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>
    /// Whether a path is a regular file after its links are followed. On systems other than Linux, .NET's answer is used.
    /// </summary>
    public static bool IsRegularFile(string path) => IsRegularFile(path, OperatingSystem.IsLinux());

    /// <summary>The same check; tests can force the fallback for other systems.</summary>
    internal static bool IsRegularFile(string path, bool asLinux)
    {
        if (!asLinux || !OperatingSystem.IsLinux())
        {
            return File.Exists(path);
        }

        var buffer = new byte[BufferSize];
        return Statx(CurrentFolder, path, 0, TypeMask, buffer) == 0
            && (BitConverter.ToUInt16(buffer, ModeOffset) & KindBits) == RegularFile;
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] buffer);
}
