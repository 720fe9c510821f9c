using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TransformerService.Api.Connections;

/// <summary>
/// How many files and sockets the process may have open: RLIMIT_NOFILE, as it holds now. .NET raises it at its start as far as it may.
/// </summary>
internal static partial class OpenFiles
{
    private const int OfLinux = 7,
        OfMacOS = 8;

    /// <summary>The limit; <see langword="null"/> if there is none, or it is unknown.</summary>
    public static long? Limit =>
        OperatingSystem.IsLinux() ? Read(OfLinux)
        : OperatingSystem.IsMacOS() ? Read(OfMacOS)
        : null;

    [SupportedOSPlatform("linux")]
    [SupportedOSPlatform("macos")]
    private static long? Read(int resource) =>
        GetLimit(resource, out var limit) == 0 && limit.Soft <= int.MaxValue ? (long)limit.Soft : null;

    [SupportedOSPlatform("linux")]
    [SupportedOSPlatform("macos")]
    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public nuint Soft;
        public nuint Hard;
    }
}
