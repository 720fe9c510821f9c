using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace TransformerService.Api.Lifecycle;

/// <summary>
/// Stops listening without cutting off clients that have just come. Connections that the system has already accepted are taken first.
/// Kestrel then closes idle connections, even if a request is on its way. It waits with this until HTTP/1.1 clients that were about to
/// send on an open connection have done so and were told to close it, and until streams have ended, however long that takes, and their
/// clients have read that.
/// Other HTTP/2 calls need none of this: the server first announces which calls it will not answer.
/// </summary>
internal sealed class PatientListener(IConnectionListener listener, Socket socket, CallsInWork calls, TimeProvider timeProvider)
    : IConnectionListener
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReadingTheEnd = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    public EndPoint EndPoint => listener.EndPoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        listener.AcceptAsync(cancellationToken);

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await UntilAsync(waited => !socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) || waited > LongestWait, cancellationToken);
        await listener.UnbindAsync(cancellationToken);
        await UntilAsync(
            waited =>
                calls.Streams == 0 && calls.SinceLastStream >= ReadingTheEnd && (calls.SinceLastCall >= Quiet || waited > LongestWait),
            cancellationToken
        );
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private async Task UntilAsync(Func<TimeSpan, bool> condition, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        while (!condition(timeProvider.GetElapsedTime(started)) && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Poll, timeProvider, CancellationToken.None);
        }
    }
}
