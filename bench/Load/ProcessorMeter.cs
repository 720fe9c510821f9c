using System.Diagnostics;

namespace TransformerService.Load;

/// <summary>How many cores this process and the target's used from one moment to another.</summary>
internal sealed class ProcessorMeter(ILoadTarget target)
{
    private long _start = Stopwatch.GetTimestamp();
    private TimeSpan _own = Own();
    private TimeSpan? _other = target.ProcessorTime;

    /// <summary>Begins anew.</summary>
    public void Restart()
    {
        _start = Stopwatch.GetTimestamp();
        _own = Own();
        _other = target.ProcessorTime;
    }

    /// <summary>Since the beginning.</summary>
    public (double Own, double? Other) Cores()
    {
        TimeSpan time = Stopwatch.GetElapsedTime(_start);
        return ((Own() - _own) / time, (target.ProcessorTime - _other) / time);
    }

    private static TimeSpan Own()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
