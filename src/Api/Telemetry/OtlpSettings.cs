using OpenTelemetry.Exporter;

namespace TransformerService.Api.Telemetry;

/// <summary>The effective settings from <see cref="TelemetryOptions"/> and OpenTelemetry's own variables, with their faults.</summary>
/// <param name="Endpoint">The collector; <see langword="null"/> where nothing is sent.</param>
/// <param name="Protocol">How it is sent.</param>
/// <param name="Faults">What the operator has to change.</param>
internal sealed record OtlpSettings(Uri? Endpoint, OtlpExportProtocol Protocol, IReadOnlyList<string> Faults)
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    public static OtlpSettings Of(TelemetryOptions options, IConfiguration configuration)
    {
        List<string> faults = [];
        Uri? endpoint = null;
        if (
            (options.OtlpEndpoint ?? configuration[EndpointVariable]) is { Length: > 0 } written
            && (
                !Uri.TryCreate(written, UriKind.Absolute, out endpoint)
                || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps)
            )
        )
        {
            faults.Add($"Telemetry:OtlpEndpoint (or {EndpointVariable}) must be an address such as http://collector:4317.");
        }

        return new OtlpSettings(faults.Count == 0 ? endpoint : null, ReadProtocol(options, configuration, faults), faults);
    }

    private static OtlpExportProtocol ReadProtocol(TelemetryOptions options, IConfiguration configuration, List<string> faults)
    {
        switch (options.OtlpProtocol?.ToString() ?? configuration[ProtocolVariable])
        {
            case null or "" or "grpc" or nameof(OtlpProtocol.Grpc):
                return OtlpExportProtocol.Grpc;
            case "http/protobuf" or nameof(OtlpProtocol.HttpProtobuf):
                return OtlpExportProtocol.HttpProtobuf;
            default:
                faults.Add($"{ProtocolVariable} must be grpc or http/protobuf, or Telemetry:OtlpProtocol Grpc or HttpProtobuf.");
                return OtlpExportProtocol.Grpc;
        }
    }
}
