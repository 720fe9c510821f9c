using System.Collections;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// The heap that ONNX Runtime's sessions take their memory from. Does nothing if the C library is not glibc: musl returns free memory by
/// itself.
/// </summary>
internal static unsafe partial class NativeHeap
{
    /// <summary>The free bytes that a thread's heap may keep at its end.</summary>
    public const int KeptBytes = 32 << 20;

    /// <summary>
    /// Larger blocks are mapped directly, and are returned to the system as soon as they are freed (docs/decisions/0005-memory.md).
    /// </summary>
    public const int LargestHeapBlock = 4 << 20;

    private const int TrimThreshold = -1,
        MmapThreshold = -3; // malloc.h: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD

    /// <summary>Freeing this many bytes at once makes a thread's heap check what it keeps.</summary>
    private const int Looked = 128 << 10;

    /// <summary>Whether <see cref="Configure"/> has set glibc's parameters; false if the operator has set them.</summary>
    private static readonly Lazy<bool> Configured = new(Set);

    /// <summary>
    /// Limits what heaps keep. By default, glibc raises its thresholds to the largest block that was ever freed, and a batch's peak stays
    /// with the process.
    /// </summary>
    public static void Configure() => _ = Configured.Value;

    /// <summary>Returns freed memory to the system, except at the ends of the threads' heaps.</summary>
    public static void Trim() => Ask(static () => OperatingSystem.IsLinux() ? MallocTrim(0) : null);

    /// <summary>
    /// Returns the free memory at the end of this thread's heap, which <see cref="Trim"/> does not touch. Called at the end of a large
    /// batch.
    /// </summary>
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

                // glibc checks the end of a heap when a block above some size is freed; memory that other threads free at this moment is
                // returned too.
                _ = MallocOption(TrimThreshold, Looked);
                NativeMemory.Free(NativeMemory.Alloc(Looked));
                return MallocOption(TrimThreshold, KeptBytes);
            });
        }
    }

    private static bool Set()
    {
        var isSet = Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Any(variable =>
                variable.Key is string name
                && (
                    name.StartsWith("MALLOC_", StringComparison.Ordinal)
                    || (name == "GLIBC_TUNABLES" && variable.Value is string { Length: > 0 })
                )
            );
        return !isSet
            && Ask(static () =>
                OperatingSystem.IsLinux() ? MallocOption(MmapThreshold, LargestHeapBlock) & MallocOption(TrimThreshold, KeptBytes) : null
            )
                is 1;
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
