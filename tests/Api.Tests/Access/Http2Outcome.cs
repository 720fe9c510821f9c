using System.Buffers.Binary;

namespace TransformerService.Api.Tests.Access;

/// <summary>What came back of an attack over HTTP/2.</summary>
internal sealed class Http2Outcome
{
    /// <summary>Frames sent before the server ended the connection.</summary>
    public int Sent { get; set; }

    /// <summary>Whether the server read all of them and kept the connection.</summary>
    public bool ReadAll { get; private set; }

    /// <summary>Whether the server closed the connection.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The error of the server's GOAWAY (RFC 9113, section 7), if it sent one.</summary>
    public int? GoAway { get; private set; }

    /// <summary>The errors of the streams that the server reset, with how often.</summary>
    public Dictionary<int, int> Resets { get; } = [];

    /// <summary>The headers of the server's answers, as they came.</summary>
    public List<byte[]> Answers { get; } = [];

    public void Add(byte type, byte[] payload, bool isLast)
    {
        ReadAll |= isLast;
        if (type == RawHttp2.Headers)
        {
            Answers.Add(payload);
        }
        else if (type == RawHttp2.GoAway)
        {
            GoAway ??= BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4));
        }
        else if (type == RawHttp2.Reset && BinaryPrimitives.ReadInt32BigEndian(payload) is var error)
        {
            Resets[error] = Resets.GetValueOrDefault(error) + 1;
        }
    }

    public override string ToString() =>
        $"sent {Sent}, read all {ReadAll}, closed {IsClosed}, GOAWAY {GoAway}, resets {string.Join(", ", Resets.Select(reset => $"{reset.Key}: {reset.Value}"))}";
}
