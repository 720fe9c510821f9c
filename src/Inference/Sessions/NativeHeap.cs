using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TransformerService.Inference.Sessions;

/// <summary>The heap that ONNX Runtime's sessions take their memory from.</summary>
internal static partial class NativeHeap
{
    /// <summary>
    /// Gives back to the system what closed sessions have freed. glibc keeps it else, for each thread anew, and every change of versions
    /// would seem to leak. Does nothing where the C library is another.
    /// </summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = MallocTrim(0); // whether there was anything to give back
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // musl gives back by itself.
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
