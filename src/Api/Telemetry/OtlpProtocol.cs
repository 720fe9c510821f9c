namespace TransformerService.Api.Telemetry;

/// <summary>How OTLP travels.</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC over HTTP/2; collectors listen for it at port 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP/1.1; collectors listen for it at port 4318.</summary>
    HttpProtobuf,
}
