namespace TransformerService.Inference.Memory;

/// <summary>
/// Limits .NET's heap beside the models to 3/8 of the memory. By default, .NET would take 3/4 of a container's memory and leave too little
/// for ONNX Runtime, whose memory is outside of it. What the operator sets (DOTNET_GCHeapHardLimit, DOTNET_GCHeapHardLimitPercent) takes
/// precedence.
/// </summary>
internal static class HeapShare
{
    private const int Parts = 8,
        PartsOfHeap = 3;

    private static readonly string[] Settings = ["GCHeapHardLimit", "GCHeapHardLimitPercent"];

    /// <summary>Returns the heap's share of the given memory; at most its present limit.</summary>
    public static long Of(long memory)
    {
        var most = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return IsSetByOperator() ? most : Math.Min(most, memory / Parts * PartsOfHeap);
    }

    /// <summary>Limits the heap where .NET limits it too: in a container. Elsewhere it grows with the machine's load, as usual.</summary>
    public static void Apply(long bytes)
    {
        if (
            IsSetByOperator()
            || GC.GetConfigurationVariables().GetValueOrDefault(Settings[0]) is not > 0L
            || bytes >= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
        )
        {
            return;
        }

        AppContext.SetData(Settings[0], (ulong)bytes);
        try
        {
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException)
        {
            // More is already in use: the collector keeps its own limit.
        }
    }

    private static bool IsSetByOperator() =>
        Settings.Any(setting =>
            Environment.GetEnvironmentVariable($"DOTNET_{setting}") is { Length: > 0 }
            || Environment.GetEnvironmentVariable($"COMPlus_{setting}") is { Length: > 0 }
            || AppContext.GetData($"System.GC.{setting[2..]}") is not null
        );
}
