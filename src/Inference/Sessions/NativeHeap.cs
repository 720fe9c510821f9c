using System.Collections;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TransformerService.Inference.Sessions;

/// <summary>The heap that ONNX Runtime's sessions take their memory from. Does nothing where the C library is not glibc: musl gives back by itself.</summary>
internal static unsafe partial class NativeHeap
{
    /// <summary>What a thread's heap may keep free at its end.</summary>
    public const int KeptBytes = 32 << 20;

    /// <summary>Larger blocks are the system's own, and are given back the moment that they are freed (docs/decisions/0005-memory.md).</summary>
    private const int LargestHeapBlock = 4 << 20;

    private const int TrimThreshold = -1, MmapThreshold = -3; // malloc.h: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD

    /// <summary>As much freed at once has a thread's heap look at what it keeps.</summary>
    private const int Looked = 128 << 10;

    /// <summary>Whether glibc is as <see cref="Configure"/> has set it; not where the operator has set it otherwise.</summary>
    private static readonly Lazy<bool> Configured = new(Set);

    /// <summary>
    /// Bounds what heaps keep. Left alone, glibc raises its thresholds to the largest block that was ever freed, and a batch's peak stays with the process.
    /// </summary>
    public static void Configure() => _ = Configured.Value;

    /// <summary>Gives back to the system what was freed anywhere but at the ends of the threads' heaps.</summary>
    public static void Trim() => Ask(static () => OperatingSystem.IsLinux() ? MallocTrim(0) : null);

    /// <summary>Gives back what this thread's heap has free at its end, which <see cref="Trim"/> leaves alone. For the end of a large batch.</summary>
    public static void TrimThread()
    {
        if (Configured.Value)
        {
            Ask(static () =>
            {
                if (!OperatingSystem.IsLinux())
                {
                    return null;
                }

                // The end of a heap is looked at when a block of some size is freed; what other threads free in this moment is given back too.
                _ = MallocOption(TrimThreshold, Looked);
                NativeMemory.Free(NativeMemory.Alloc(Looked));
                return MallocOption(TrimThreshold, KeptBytes);
            });
        }
    }

    private static bool Set()
    {
        bool isSet = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Any(variable => variable.Key is string name
            && (name.StartsWith("MALLOC_", StringComparison.Ordinal) || (name == "GLIBC_TUNABLES" && variable.Value is string { Length: > 0 })));
        return !isSet && Ask(static () => OperatingSystem.IsLinux() ? MallocOption(MmapThreshold, LargestHeapBlock) & MallocOption(TrimThreshold, KeptBytes) : null) is 1;
    }

    private static int? Ask(Func<int?> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int MallocOption(int parameter, int value);
}
