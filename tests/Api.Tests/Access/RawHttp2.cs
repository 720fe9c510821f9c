using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>HTTP/2 frame by frame, for what no client sends.</summary>
internal static class RawHttp2
{
    public const byte Data = 0,
        Headers = 1,
        Priority = 2,
        Reset = 3,
        Settings = 4,
        Ping = 6,
        GoAway = 7,
        WindowUpdate = 8,
        Continuation = 9;
    public const byte EndStream = 1,
        Acknowledge = 1,
        EndHeaders = 4;

    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private const int HeaderBytes = 9;
    private static readonly byte[] LastPing = "finished"u8.ToArray();

    /// <summary>A frame (RFC 9113, section 4.1).</summary>
    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    /// <summary>A header, written out (RFC 7541, section 6.2.2).</summary>
    public static byte[] Header(string name, string value) => [0, .. Text(name), .. Text(value)];

    /// <summary>The headers of a gRPC call.</summary>
    public static byte[] Call(string path) =>
        [
            .. Header(":method", "POST"),
            .. Header(":scheme", "http"),
            .. Header(":path", path),
            .. Header(":authority", "localhost"),
            .. Header("content-type", "application/grpc"),
            .. Header("te", "trailers"),
        ];

    /// <summary>
    /// Sends frames, and returns what came back until the server ended the connection, or until it is enough: by default, when it answered
    /// a last
    /// ping and so has read them all.
    /// </summary>
    /// <param name="server">Where to.</param>
    /// <param name="frames">What is sent after the preface and empty settings.</param>
    /// <param name="until">What is enough.</param>
    /// <param name="pace">The time after each frame; by default they go as fast as they can.</param>
    public static async Task<Http2Outcome> SendAsync(
        Uri server,
        IEnumerable<byte[]> frames,
        Func<Http2Outcome, bool>? until = null,
        TimeSpan? pace = null
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        var cancellationToken = patience.Token;
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, cancellationToken);
        await using var stream = client.GetStream();
        var outcome = new Http2Outcome();
        var reading = ReadAsync(stream, outcome, until ?? (static outcome => outcome.ReadAll), cancellationToken);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Preface), cancellationToken);
            await stream.WriteAsync(Frame(Settings, 0, 0, []), cancellationToken);
            foreach (var frame in frames)
            {
                await stream.WriteAsync(frame, cancellationToken);
                if (reading.IsCompleted)
                {
                    break;
                }

                outcome.Sent++;
                if (pace is { } pause)
                {
                    await Task.WhenAny(reading, Task.Delay(pause, cancellationToken));
                }
            }

            if (until is null)
            {
                await stream.WriteAsync(Frame(Ping, 0, 0, LastPing), cancellationToken);
            }
        }
        catch (IOException)
        {
            // The server closed; what it said before is being read.
        }

        await reading;
        return outcome;
    }

    private static async Task ReadAsync(
        NetworkStream stream,
        Http2Outcome outcome,
        Func<Http2Outcome, bool> until,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var header = new byte[HeaderBytes];
            while (!until(outcome))
            {
                await stream.ReadExactlyAsync(header, cancellationToken);
                var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8];
                await stream.ReadExactlyAsync(payload, cancellationToken);
                outcome.Add(header[3], payload, header[3] == Ping && header[4] == Acknowledge && payload.AsSpan().SequenceEqual(LastPing));
            }
        }
        catch (IOException)
        {
            outcome.IsClosed = true;
        }
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        if (bytes.Length < 127)
        {
            return [(byte)bytes.Length, .. bytes];
        }

        // RFC 7541, section 5.1: seven bits, and the rest in sevens.
        List<byte> length = [127];
        var rest = bytes.Length - 127;
        for (; rest >= 128; rest >>= 7)
        {
            length.Add((byte)(rest & 127 | 128));
        }

        return [.. length, (byte)rest, .. bytes];
    }
}
