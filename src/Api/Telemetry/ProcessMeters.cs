using System.Diagnostics.Metrics;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Api.Telemetry;

/// <summary>
/// What .NET's own meters lack: how much memory the process may take, to compare with <c>dotnet.process.memory.working_set</c>.
/// </summary>
internal sealed class ProcessMeters
{
    public ProcessMeters(IMeterFactory factory)
    {
        // A limit is set when the process starts, and does not change.
        var limit = MemoryLimit.Read();
        factory
            .Create(TransformerTelemetry.Name)
            .CreateObservableGauge(
                "transformer.memory.limit",
                () => limit,
                "By",
                "Memory that the process may take: its control group's limit, or the machine's memory."
            );
    }
}
