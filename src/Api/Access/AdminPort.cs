using Microsoft.AspNetCore.Server.Kestrel.Core;
using TransformerService.Api.Grpc;
using TransformerService.Api.Hosting;

namespace TransformerService.Api.Access;

/// <summary>
/// Kestrel's endpoints <c>Admin</c> and <c>AdminGrpc</c>. If either is configured, admin calls are answered there and nowhere else; else at
/// every port.
/// </summary>
internal sealed class AdminPort(IConfiguration configuration)
{
    private const string Rest = "Admin";
    private const string Grpc = "AdminGrpc";

    private readonly bool _isConfigured = ListenAddresses.Endpoints(configuration).Any(static endpoint => endpoint.Key is Rest or Grpc);

    /// <summary>Marks every connection that comes to these ports.</summary>
    public static void Mark(KestrelServerOptions kestrel)
    {
        kestrel.MarkConnections(Rest, static features => features.Set(Connection.Instance));
        kestrel.MarkConnections(Grpc, static features =>
        {
            features.Set(Connection.Instance);
            features.Set(GrpcDoor.Instance);
        });
    }

    /// <summary>Whether admin calls are answered at the port that the request came to.</summary>
    public bool Admits(HttpContext context) => !_isConfigured || context.Features.Get<Connection>() is not null;

    private sealed class Connection
    {
        public static Connection Instance { get; } = new();
    }
}
