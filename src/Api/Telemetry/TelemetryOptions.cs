namespace TransformerService.Api.Telemetry;

/// <summary>
/// Configuration section <c>Telemetry</c>: where traces, metrics and logs are sent. Other settings have OpenTelemetry's own names
/// (<c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_EXPORTER_OTLP_HEADERS</c> …).
/// </summary>
public sealed class TelemetryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// The OTLP collector, such as http://host:4317. Default: what <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says; without either nothing is sent.
    /// </summary>
    public string? OtlpEndpoint
    {
        get;
        set => field = value is "" ? null : value; // an environment variable that is set to nothing
    }

    /// <summary>
    /// How it is sent: Grpc or HttpProtobuf. Default: what <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> says (<c>grpc</c> or <c>http/protobuf</c>),
    /// otherwise Grpc.
    /// </summary>
    public OtlpProtocol? OtlpProtocol { get; set; }
}
