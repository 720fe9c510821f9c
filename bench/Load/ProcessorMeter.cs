using System.Diagnostics;

namespace TransformerService.Load;

/// <summary>Measures how many cores this process and the target's process use over a period.</summary>
internal sealed class ProcessorMeter(ILoadTarget target)
{
    private long _start = Stopwatch.GetTimestamp();
    private TimeSpan _own = Own();
    private TimeSpan? _other = target.ProcessorTime;

    /// <summary>Starts a new period.</summary>
    public void Restart()
    {
        _start = Stopwatch.GetTimestamp();
        _own = Own();
        _other = target.ProcessorTime;
    }

    /// <summary>The cores used in the period.</summary>
    public (double Own, double? Other) Cores()
    {
        var time = Stopwatch.GetElapsedTime(_start);
        return ((Own() - _own) / time, (target.ProcessorTime - _other) / time);
    }

    private static TimeSpan Own()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
