using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Access:Limits</c>: what Kestrel accepts from a connection, before any call is read.</summary>
public sealed class AccessLimitsOptions
{
    /// <summary>
    /// Connections at once at the callers' ports, 1 to 1,000,000. Default 10,000, or fewer if the process may not have as many files open.
    /// More are closed as they come, except those of <see cref="ProbeConnections"/>.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Calls at once on one HTTP/2 connection, 1 to 10,000. Default 100. More wait at the client.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>Headers of one request, 10 to 1,000. Default 100. More are answered with 431.</summary>
    [Range(10, 1_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>Bytes of all headers of one request, 1 KiB to 1 MiB. Default 32 KiB. More are answered with 431.</summary>
    [Range(1_024, 1_048_576)]
    public int MaxHeaderBytes { get; set; } = 32_768;

    /// <summary>How long the headers of one request may take to arrive, 1 s to 5 min. Default 15 s. After that the answer is 408.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may stay open without a request, 1 s to 1 h. Default 2 min 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>
    /// Least average speed of a body that arrives and of an answer that is read, in bytes a second, 1 to 1,000,000. Default 240. gRPC
    /// streams may pause.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>How long a body or an answer may be slower than that, 2 s to 5 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00")]
    public TimeSpan SlowGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Connections at once of one IPv4 address or one /64 network of IPv6 at the callers' ports, 1 to 1,000,000. Default: a quarter of
    /// <see cref="MaxConnections"/>. A proxy in front is one address. One of <see cref="AccessOptions.TrustedProxies"/> may have all of
    /// <see cref="MaxConnections"/>.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary>
    /// Connections that are accepted beyond those two limits, each for one call to a probe (<c>/health/live</c>, <c>/health/ready</c>,
    /// gRPC's Health/Check), 4 to 1,000. Default 64. Other calls on them are refused with overloaded. One without a call is closed after 5
    /// s, or when another needs its place.
    /// </summary>
    [Range(4, 1_000)]
    public int ProbeConnections { get; set; } = 64;

    /// <summary>
    /// Connections at once at the ports Admin and AdminGrpc of Kestrel:Endpoints, 1 to 10,000. Default 100. One address has at most a
    /// quarter of them. They are counted separately from the callers'.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxAdminConnections { get; set; } = 100;

    /// <summary>
    /// How long a body may take to arrive, and an answer to be read, whatever its size and in addition to <see cref="SlowGracePeriod"/>, 1
    /// s to 1 h. Default 1 min. Only <see cref="MinBytesPerSecond"/> applies to answers to admins, Health/Watch and streams from clients.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxTransferTime { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks <see cref="AccessLimitsOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class AccessLimitsOptionsValidator : IValidateOptions<AccessLimitsOptions>;
