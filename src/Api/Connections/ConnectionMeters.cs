using System.Diagnostics.Metrics;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Api.Connections;

/// <summary>
/// Counts the connections that were not accepted as callers'. Kestrel's <c>kestrel.active_connections</c> counts the others.
/// </summary>
internal sealed class ConnectionMeters
{
    private readonly Counter<long> _refused;
    private readonly Counter<long> _failed;

    public ConnectionMeters(IMeterFactory factory)
    {
        var meter = factory.Create(TransformerTelemetry.Name);
        _refused = meter.CreateCounter<long>(
            "transformer.connections.refused",
            "{connection}",
            "Connections over a limit: of all callers' (total), of an address, of the admin ports, of open files."
        );
        _failed = meter.CreateCounter<long>(
            "transformer.connections.accept_failures",
            "{failure}",
            "Accepts that failed for lack of files or memory."
        );
    }

    /// <summary>Counts a connection that exceeds a limit.</summary>
    public void Refuse(ConnectionLimit limit) => _refused.Add(1, new KeyValuePair<string, object?>("limit", Name(limit)));

    /// <summary>Counts an accept that failed.</summary>
    public void Fail() => _failed.Add(1);

    private static string Name(ConnectionLimit limit) =>
        limit switch
        {
            ConnectionLimit.Total => "total",
            ConnectionLimit.Address => "address",
            ConnectionLimit.Admin => "admin",
            _ => "files",
        };
}
