using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Connections;

namespace TransformerService.Api.Lifecycle;

/// <summary>
/// Kestrel's own sockets, with limits on accepted connections and a graceful close: see <see cref="SocketListener"/> and
/// <see cref="PatientListener"/>.
/// </summary>
internal sealed class PatientTransport(
    IOptions<SocketTransportOptions> options,
    IServiceProvider services,
    AdminPort adminPort,
    CallsInWork calls,
    TimeProvider timeProvider,
    ILoggerFactory logging
) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint or FileHandleEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = Bind(endpoint);
        socket.Listen(options.Value.Backlog);
        var places = services.GetRequiredService<ConnectionPlaces>(); // Kestrel creates this before the configuration is checked
        var listener = new SocketListener(
            socket,
            adminPort.IsAt(endpoint),
            options.Value,
            places,
            services.GetRequiredService<ConnectionMeters>(),
            timeProvider,
            logging
        );
        return ValueTask.FromResult<IConnectionListener>(new PatientListener(listener, socket, calls, timeProvider));
    }

    private Socket Bind(EndPoint endpoint)
    {
        try
        {
            return options.Value.CreateBoundListenSocket(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }
    }
}
