namespace TransformerService.Api.Ports;

/// <summary>The names that the services of the gRPC port have on the wire.</summary>
internal static class GrpcServices
{
    public const string Transformer = "transformer.v1.Transformer",
        Health = "grpc.health.v1.Health";
}
