using Microsoft.AspNetCore.Connections;

namespace TransformerService.Api.Connections;

/// <summary>
/// A place of the reserve, and a feature of its connection. The connection is closed after a short time, or while idle if another needs
/// the place.
/// </summary>
internal sealed class ProbePlace(ProbeReserve reserve, string network, bool isLoopback) : IDisposable
{
    private readonly Lock _lock = new();
    private ConnectionContext? _connection;
    private ITimer? _timer;
    private int _calls;
    private bool _isOver;

    public string Network => network;

    public bool IsLoopback => isLoopback;

    /// <summary>Whether none of its calls is being answered.</summary>
    public bool IsIdle => Volatile.Read(ref _calls) == 0;

    /// <summary>Assigns the connection, which may stay open for a limited time from now on.</summary>
    public void Take(ConnectionContext connection, TimeSpan life, TimeProvider timeProvider)
    {
        connection.Features.Set(this);
        lock (_lock)
        {
            _connection = connection;
            if (!_isOver)
            {
                _timer = timeProvider.CreateTimer(static place => ((ProbePlace)place!).Close(), this, life, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Close(); // another has the place already
    }

    /// <summary>Closes the connection at once.</summary>
    public void Close() =>
        End()?.Abort(new ConnectionAbortedException("The connections for callers were used up, and this one sent no probe in time."));

    public void BeginCall() => Interlocked.Increment(ref _calls);

    public void EndCall() => Interlocked.Decrement(ref _calls);

    /// <summary>Frees the place: its connection is closed.</summary>
    public void Dispose()
    {
        reserve.Leave(this);
        End();
    }

    private ConnectionContext? End()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer?.Dispose();
            var connection = _connection;
            _connection = null;
            return connection;
        }
    }
}
