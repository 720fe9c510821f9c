using Microsoft.Extensions.Options;

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

/// <summary>Checks <see cref="TelemetryOptions"/> and the variables that stand for them.</summary>
internal sealed class TelemetryOptionsValidator(IConfiguration configuration) : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options) =>
        OtlpSettings.Of(options, configuration).Faults is { Count: > 0 } faults
            ? ValidateOptionsResult.Fail(faults)
            : ValidateOptionsResult.Success;
}

/// <summary>How OTLP travels.</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC over HTTP/2; collectors listen for it at port 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP/1.1; collectors listen for it at port 4318.</summary>
    HttpProtobuf,
}
