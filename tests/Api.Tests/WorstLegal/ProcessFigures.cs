using System.Diagnostics;
using System.Globalization;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>What the kernel says of a process.</summary>
/// <param name="ResidentBytes">Memory that it has now.</param>
/// <param name="PeakBytes">The most that it has had.</param>
/// <param name="Cpu">Time of processors that it has had.</param>
/// <param name="OpenFiles">Descriptors that it has open.</param>
internal readonly record struct ProcessFigures(long ResidentBytes, long PeakBytes, TimeSpan Cpu, int OpenFiles)
{
    private const long Mebibyte = 1 << 20;

    /// <summary>Those of a process that runs.</summary>
    public static ProcessFigures Of(int id)
    {
        using var process = Process.GetProcessById(id);
        return new ProcessFigures(
            process.WorkingSet64,
            process.PeakWorkingSet64,
            process.TotalProcessorTime,
            Directory.GetFiles($"/proc/{id}/fd").Length
        );
    }

    /// <summary>Bytes as a person reads them.</summary>
    public static string InMebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte} MiB");

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"RSS {InMebibytes(ResidentBytes)}, peak {InMebibytes(PeakBytes)}, CPU {Cpu.TotalSeconds:0.0} s, {OpenFiles} descriptors"
        );
}
