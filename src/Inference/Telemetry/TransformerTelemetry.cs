using System.Diagnostics;

namespace TransformerService.Inference.Telemetry;

/// <summary>The one name under which the service's metrics and spans are found.</summary>
public static class TransformerTelemetry
{
    /// <summary>Of the meter and of the source of spans.</summary>
    public const string Name = "TransformerService";

    /// <summary>Starts spans. Without a listener they are <see langword="null"/> and cost nothing.</summary>
    internal static ActivitySource Source { get; } = new(Name);
}
