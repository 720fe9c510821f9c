namespace TransformerService.Soak;

/// <summary>The server's memory at one moment.</summary>
/// <param name="At">Time since the load began.</param>
/// <param name="ResidentKiB">Memory in use (VmRSS).</param>
/// <param name="PeakKiB">The peak so far (VmHWM).</param>
internal readonly record struct MemorySample(TimeSpan At, long ResidentKiB, long PeakKiB)
{
    public double ResidentMiB => ResidentKiB / 1024.0;

    public double PeakMiB => PeakKiB / 1024.0;
}
