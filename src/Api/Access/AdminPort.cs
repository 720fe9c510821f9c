using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TransformerService.Api.Listening;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Access;

/// <summary>
/// Kestrel's endpoints <c>Admin</c> and <c>AdminGrpc</c>. If either is configured, admin calls are answered there and nowhere else.
/// Otherwise every port answers them.
/// </summary>
internal sealed class AdminPort(IConfiguration configuration)
{
    private const string Rest = "Admin";
    private const string Grpc = "AdminGrpc";

    private readonly ConcurrentBag<EndPoint> _endPoints = [];

    /// <summary>Whether admin ports are configured.</summary>
    public bool IsConfigured { get; } = ListenAddresses.Endpoints(configuration).Any(static endpoint => endpoint.Key is Rest or Grpc);

    /// <summary>Marks every connection that comes to these ports.</summary>
    public void Mark(KestrelServerOptions kestrel)
    {
        kestrel.MarkConnections(Rest, static features => features.Set(Connection.Instance), _endPoints.Add);
        kestrel.MarkConnections(
            Grpc,
            static features =>
            {
                features.Set(Connection.Instance);
                features.Set(GrpcDoor.Instance);
            },
            _endPoints.Add
        );
    }

    /// <summary>Whether admin calls are answered at the port that the request came to.</summary>
    public bool Admits(HttpContext context) => !IsConfigured || context.Features.Get<Connection>() is not null;

    /// <summary>
    /// Whether an address is one of these ports: the address that Kestrel was given, or a loopback or wildcard address of the same port.
    /// </summary>
    public bool IsAt(EndPoint endPoint) =>
        _endPoints.Any(own =>
            ReferenceEquals(own, endPoint)
            || (
                own is IPEndPoint { Port: > 0 } one
                && endPoint is IPEndPoint two
                && one.Port == two.Port
                && IsSameHost(one.Address, two.Address)
            )
        );

    private static bool IsSameHost(IPAddress one, IPAddress two) =>
        one.Equals(two) || (IPAddress.IsLoopback(one) && IPAddress.IsLoopback(two)) || (IsAny(one) && IsAny(two));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private sealed class Connection
    {
        public static Connection Instance { get; } = new();
    }
}
