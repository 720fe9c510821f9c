using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace TransformerService.Api.Lifecycle;

/// <summary>
/// Stops listening without cutting off who has just come. Connections that the system has accepted for us are taken first. Then Kestrel,
/// which closes what is idle, be a request on its way or not, waits until clients of HTTP/1.1 that were about to ask on an open connection
/// have done so, and were told to close it, and until streams have ended and their clients have read so. For other calls HTTP/2 needs
/// none of this: its server says first which it will not take.
/// </summary>
internal sealed class PatientListener(IConnectionListener listener, Socket socket, CallsInWork calls, TimeProvider timeProvider) : IConnectionListener
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    public EndPoint EndPoint => listener.EndPoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => listener.AcceptAsync(cancellationToken);

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await UntilAsync(waited => !socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) || waited > LongestWait, cancellationToken);
        await listener.UnbindAsync(cancellationToken);
        await UntilAsync(waited => calls.Streams == 0 && (calls.SinceLastSeen >= Quiet || waited > LongestWait), cancellationToken);
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private async Task UntilAsync(Func<TimeSpan, bool> condition, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        while (!condition(timeProvider.GetElapsedTime(started)) && !cancellationToken.IsCancellationRequested)
            await Task.Delay(Poll, timeProvider, CancellationToken.None);
    }
}
