using System.ComponentModel.DataAnnotations;

namespace TransformerService.Api.Grpc;

/// <summary>Configuration section <c>Grpc</c>: how the gRPC door works. Where it listens is <c>Kestrel:Endpoints:Grpc</c>.</summary>
public sealed class GrpcOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Grpc";

    /// <summary>
    /// Texts of one TranslateStream call in work or waiting to be taken by the client, 1 to 10,000. Default 64. The server reads no
    /// further until there are fewer.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxStreamInFlight { get; set; } = 64;
}
