using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// Limited memory for the sessions of one trial. ONNX Runtime allocates what a model asks for from the system, which grants more than there
/// is and ends the process when it is used; an arena with a limit refuses instead. One trial at a time, because the arena belongs to the
/// process.
/// </summary>
internal sealed class TrialMemory : IDisposable
{
    private const int GrowAsRequested = 1;
    private const int Default = -1;
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);
    private readonly OrtMemoryInfo _info = new(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);

    private TrialMemory(uint bytes)
    {
        using var arena = new OrtArenaCfg(bytes, GrowAsRequested, Default, Default);
        OrtEnv.Instance().CreateAndRegisterAllocator(_info, arena);
    }

    /// <summary>Waits until no other trial runs; sessions opened from then on share <paramref name="bytes"/>.</summary>
    public static TrialMemory Take(uint bytes, CancellationToken cancellationToken)
    {
        OneAtATime.Wait(cancellationToken);
        try
        {
            return new TrialMemory(bytes);
        }
        catch
        {
            OneAtATime.Release();
            throw;
        }
    }

    /// <summary>Whether a failure was caused by the limit.</summary>
    public static bool IsSpent(OnnxRuntimeException exception) =>
        exception.Message.Contains("Available memory of", StringComparison.Ordinal);

    /// <summary>Frees the memory; the sessions must have been disposed.</summary>
    public void Dispose()
    {
        OrtEnv.Instance().UnregisterAllocator(_info);
        _info.Dispose();
        OneAtATime.Release();
    }
}
