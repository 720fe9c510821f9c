using System.ComponentModel.DataAnnotations;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Access:Limits</c>: what Kestrel takes from a connection before any call is looked at.</summary>
public sealed class AccessLimitsOptions
{
    /// <summary>
    /// Connections at once at the callers' ports, 1 to 1,000,000. Default 10,000; fewer where the process may not have so many files open. More are
    /// closed as they come, but for those of <see cref="ProbeConnections"/>.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Calls at once on one HTTP/2 connection, 1 to 10,000; more wait at the client. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>Headers of one request, 10 to 1,000. Default 100. More are answered with 431.</summary>
    [Range(10, 1_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>Bytes of all headers of one request, 1,024 to 1,048,576. Default 32,768. More are answered with 431.</summary>
    [Range(1_024, 1_048_576)]
    public int MaxHeaderBytes { get; set; } = 32_768;

    /// <summary>How long the headers of one request may take to come, 1 s to 5 min. Default 15 s. Longer ones are answered with 408.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may stay open without a request, 1 s to 1 h. Default 2 min 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Bytes a second that a body must bring, and an answer must be taken at, on average, 1 to 1,000,000. Default 240. Streams of gRPC are free to pause.</summary>
    [Range(1, 1_000_000)]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>How long a body or an answer may be slower than that, 2 s to 5 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00")]
    public TimeSpan SlowGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Connections at once of one IPv4 address or one /64 network of IPv6 at the callers' ports, 1 to 1,000,000. Default: a quarter of
    /// <see cref="MaxConnections"/>. A proxy in front is one address; one of Access:TrustedProxies has all of them.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary>
    /// Connections beyond those two limits that are taken all the same, for one call to a probe (<c>/health/live</c>, <c>/health/ready</c>, gRPC's Health/Check),
    /// 4 to 1,000. Default 64. Other calls on them are answered with overloaded; those that ask nothing are closed for others, and after 5 s.
    /// </summary>
    [Range(4, 1_000)]
    public int ProbeConnections { get; set; } = 64;

    /// <summary>
    /// Connections at once at the ports Admin and AdminGrpc of Kestrel:Endpoints, 1 to 10,000; a quarter of them of one address. Default 100. They count
    /// apart from the callers'.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxAdminConnections { get; set; } = 100;

    /// <summary>
    /// How long a body may take to come, and an answer to be taken, however large, beyond <see cref="SlowGracePeriod"/>: the least speed grows with the size.
    /// 1 s to 1 h. Default 1 min. Answers to admins' keys, Health/Watch and streams from clients keep to <see cref="MinBytesPerSecond"/> alone.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxTransferTime { get; set; } = TimeSpan.FromMinutes(1);
}
