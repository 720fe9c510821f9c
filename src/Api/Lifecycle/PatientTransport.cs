using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Lifecycle;

/// <summary>Kestrel's own sockets, closed with patience: see <see cref="PatientListener"/>.</summary>
internal sealed class PatientTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ConcurrentDictionary<EndPoint, Socket> _listening = [];
    private readonly SocketTransportFactory _sockets;
    private readonly CallsInWork _calls;
    private readonly TimeProvider _timeProvider;

    public PatientTransport(IOptions<SocketTransportOptions> options, ILoggerFactory logging, CallsInWork calls, TimeProvider timeProvider)
    {
        (_calls, _timeProvider) = (calls, timeProvider);
        var createSocket = options.Value.CreateBoundListenSocket;
        options.Value.CreateBoundListenSocket = endpoint => _listening[endpoint] = createSocket(endpoint);
        _sockets = new SocketTransportFactory(options, logging);
    }

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await _sockets.BindAsync(endpoint, cancellationToken);
        return _listening.TryRemove(endpoint, out var socket) ? new PatientListener(listener, socket, _calls, _timeProvider) : listener;
    }
}
