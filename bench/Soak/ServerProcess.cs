using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace TransformerService.Soak;

/// <summary>The server's process as the system sees it (Linux: <c>/proc</c>).</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _statusPath;

    private ServerProcess(Process process)
    {
        _process = process;
        _statusPath = $"/proc/{process.Id}/status";
    }

    public bool HasExited => _process.HasExited;

    public static ServerProcess Attach(int pid)
    {
        try
        {
            var process = new ServerProcess(Process.GetProcessById(pid));
            return process.TrySample(TimeSpan.Zero, out _)
                ? process
                : throw new SoakException($"The memory of process {pid} cannot be read; that needs Linux's /proc.");
        }
        catch (ArgumentException)
        {
            throw new SoakException($"There is no process {pid}.");
        }
    }

    /// <summary>CPU time used so far, on all cores.</summary>
    public TimeSpan ProcessorTime()
    {
        try
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            return TimeSpan.Zero;
        }
    }

    public bool TrySample(TimeSpan at, out MemorySample sample)
    {
        sample = default;
        try
        {
            long resident = 0;
            long peak = 0;
            foreach (var line in File.ReadLines(_statusPath))
            {
                resident = line.StartsWith("VmRSS:", StringComparison.Ordinal) ? KiB(line) : resident;
                peak = line.StartsWith("VmHWM:", StringComparison.Ordinal) ? KiB(line) : peak;
            }

            sample = new MemorySample(at, resident, peak);
            return resident > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _process.Dispose();

    // "VmRSS:     123456 kB"
    private static long KiB(string line) =>
        long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
