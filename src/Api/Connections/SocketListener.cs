using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace TransformerService.Api.Connections;

/// <summary>
/// Accepts connections that get a place. Kestrel's own listener retries at once when an accept fails: without files or memory, that keeps
/// a core busy and logs nothing. Any other exception would end its loop while the socket goes on listening.
/// </summary>
internal sealed class SocketListener : IConnectionListener
{
    /// <summary>Probes send their call at once, and are answered at once.</summary>
    private static readonly TimeSpan LifeOfProbe = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly bool _isAdmin;
    private readonly bool _noDelay;
    private readonly SocketConnectionContextFactory _connections;
    private readonly ConnectionPlaces _places;
    private readonly AcceptPause _pause;
    private readonly TimeProvider _timeProvider;

    /// <param name="socket">A socket that is bound and listens.</param>
    /// <param name="isAdmin">Whether it is an admin port's.</param>
    /// <param name="options">Kestrel's, for the connections.</param>
    /// <param name="places">Decides which connections are accepted.</param>
    /// <param name="meters">Counts accepts that fail.</param>
    /// <param name="timeProvider">The time.</param>
    /// <param name="logging">For this and for Kestrel's part.</param>
    public SocketListener(
        Socket socket,
        bool isAdmin,
        SocketTransportOptions options,
        ConnectionPlaces places,
        ConnectionMeters meters,
        TimeProvider timeProvider,
        ILoggerFactory logging
    )
    {
        (_socket, _isAdmin, _noDelay, _places, _timeProvider) = (socket, isAdmin, options.NoDelay, places, timeProvider);
        _connections = new SocketConnectionContextFactory(
            Of(options),
            logging.CreateLogger(typeof(SocketConnectionContextFactory).Namespace!)
        ); // has one
        _pause = new AcceptPause(meters, timeProvider, logging.CreateLogger<SocketListener>());
        EndPoint = socket.LocalEndPoint!; // is bound
    }

    public EndPoint EndPoint { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var socket = await _socket.AcceptAsync(cancellationToken);
                _pause.End();
                if (Take(socket) is { } connection)
                {
                    return connection;
                }
            }
            catch (Exception exception)
                when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null; // it has stopped listening
            }
            catch (Exception exception) when (exception is not OperationCanceledException && !IsOfClient(exception))
            {
                await _pause.WaitAsync(exception, cancellationToken);
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        _pause.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _pause.Dispose();
        _connections.Dispose();
        return default;
    }

    /// <summary>
    /// Includes the buffer pool that Kestrel shares among its parts, which frees unused memory. Only Kestrel's options carry it.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern SocketConnectionFactoryOptions Of(SocketTransportOptions options);

    private static bool IsOfClient(Exception exception) =>
        exception
            is SocketException
            {
                SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected
            };

    private PlacedConnection? Take(Socket socket)
    {
        IDisposable? place = null;
        try
        {
            place = _places.Enter((socket.RemoteEndPoint as IPEndPoint)?.Address, _isAdmin, socket.Handle);
            if (place is null)
            {
                socket.Close(0);
                return null;
            }

            if (_noDelay && socket.LocalEndPoint is IPEndPoint)
            {
                socket.NoDelay = true;
            }

            var connection = new PlacedConnection(_connections.Create(socket), place);
            (place as ProbePlace)?.Take(connection, LifeOfProbe, _timeProvider);
            return connection;
        }
        catch
        {
            socket.Dispose();
            place?.Dispose();
            throw;
        }
    }
}
