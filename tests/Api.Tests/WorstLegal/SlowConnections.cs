using System.Net.Sockets;
using System.Text;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>
/// Attackers over bare connections: they send slowly, or take their answer slowly, or say nothing, and begin again when they are closed.
/// </summary>
/// <param name="connections">How many hold one at once.</param>
/// <param name="sent">What each sends first.</param>
internal sealed class SlowConnections(Func<LegalLimits, int> connections, Func<LegalLimits, byte[]> sent)
{
    private const int WindowBytes = 4_096,
        StatusAt = 9,
        StatusLength = 3;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250),
        AfterClosed = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes a second that each sends on behind the first; 0 for none.</summary>
    public int SentPerSecond { get; init; }

    /// <summary>Bytes a second that each takes of its answer.</summary>
    public int TakenPerSecond { get; init; } = 1_000;

    public Task AttackAsync(Attack attack)
    {
        var first = sent(attack.Limits);
        return attack.AllAsync(
            connections(attack.Limits),
            async _ =>
            {
                while (!attack.Stop.IsCancellationRequested)
                {
                    try
                    {
                        using var socket = await Caller.ConnectAsync(
                            attack.Server.Rest.Host,
                            attack.Server.Rest.Port,
                            attack.From,
                            attack.Stop
                        );
                        socket.ReceiveBufferSize = WindowBytes;
                        attack.Counted.Add(await HoldAsync(socket, first, attack.Stop));
                    }
                    catch (SocketException)
                    {
                        attack.Counted.Add(CallCounts.Closed);
                    }

                    await Task.Delay(AfterClosed, attack.Stop);
                }
            }
        );
    }

    private async Task<string> HoldAsync(Socket socket, byte[] first, CancellationToken stop)
    {
        var outcome = CallCounts.Closed;
        var taken = new byte[Math.Max(StatusAt + StatusLength, (int)(TakenPerSecond * Beat.TotalSeconds))];
        var more = Encoding.ASCII.GetBytes(new string(' ', (int)Math.Ceiling(SentPerSecond * Beat.TotalSeconds)));
        using var beat = new PeriodicTimer(Beat);
        try
        {
            for (var at = 0; at < first.Length; )
            {
                at += await socket.SendAsync(first.AsMemory(at), stop);
            }

            var receiving = socket.ReceiveAsync(taken, stop).AsTask();
            while (await beat.WaitForNextTickAsync(stop))
            {
                if (more.Length > 0)
                {
                    await socket.SendAsync(more, stop);
                }

                if (!receiving.IsCompleted)
                {
                    continue;
                }

                var bytes = await receiving;
                if (bytes == 0)
                {
                    return outcome;
                }

                if (outcome == CallCounts.Closed && bytes >= StatusAt + StatusLength)
                {
                    outcome = Encoding.ASCII.GetString(taken, StatusAt, StatusLength);
                }

                if (outcome is not (CallCounts.Closed or CallCounts.Answered))
                {
                    return outcome; // it was refused, and holds nothing
                }

                receiving = socket.ReceiveAsync(taken, stop).AsTask();
            }
        }
        catch (SocketException)
        {
            // The server has closed it.
        }
        catch (OperationCanceledException)
        {
            return outcome == CallCounts.Closed ? CallCounts.Left : outcome;
        }

        return outcome;
    }
}
