using System.ComponentModel.DataAnnotations;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Access</c>: who may call, how often, and what the server takes from its callers.</summary>
public sealed class AccessOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Access";

    /// <summary>The largest <see cref="MaxRequestBodyBytes"/>: 256 MiB.</summary>
    public const long LargestMaxRequestBodyBytes = 268_435_456;

    /// <summary>How many times <see cref="MaxRequestBodyBytes"/> <see cref="MaxConcurrentBodyBytes"/> must be at least: a buffer that grows is there twice.</summary>
    internal const int LargestBodies = 4;

    // AccessPartsValidator checks these and the limits, and names their keys in full.
#pragma warning disable SYSLIB1212, SYSLIB1213
    /// <summary>The keys; the command <c>keys new</c> makes one. Default none: callers need no key, and admin calls are forbidden.</summary>
    public IList<AccessKeyOptions> Keys { get; } = [];

    /// <summary>
    /// Addresses of proxies whose <c>X-Forwarded-For</c> is believed, each an IP address or a network (<c>10.0.0.0/8</c>). Default none: behind a proxy all callers
    /// without a key are then one caller. Name only proxies that set the header or append to it.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>What a connection may cost.</summary>
    public AccessLimitsOptions Limits { get; set; } = new();
#pragma warning restore SYSLIB1212, SYSLIB1213

    /// <summary>
    /// Whether calls without a key are answered as a caller's though there are keys, and whether the server starts on an address that other
    /// machines reach though there are none. Default false.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Whether <c>/metrics</c> needs no key. Default false: where calls need a key, so does it.</summary>
    public bool OpenMetrics { get; set; }

    /// <summary>Whether <c>/swagger</c> needs no key. Default false: where calls need a key, so does it, and a browser does not show it.</summary>
    public bool OpenSwagger { get; set; }

    /// <summary>Calls with a wrong key that one remote address may make in a minute before it is told to wait, 1 to 1,000,000. Default 60.</summary>
    [Range(1, 1_000_000)]
    public int WrongKeysPerMinute { get; set; } = 60;

    /// <summary>
    /// PEM file with the certificates of the authority that signs clients' certificates. Default none: TLS endpoints ask for no certificate
    /// unless Kestrel's own configuration says so; with it, every TLS endpoint requires one that this authority signed.
    /// </summary>
    public string? ClientAuthority
    {
        get;
        set => field = value is "" ? null : value; // an environment variable that is set to nothing
    }

    /// <summary>
    /// Largest request body in bytes, 1,024 to 268,435,456. Default 4,194,304 (4 MiB). A larger one is answered with inputTooLarge.
    /// </summary>
    [Range(1_024L, LargestMaxRequestBodyBytes)]
    public long MaxRequestBodyBytes { get; set; } = 4 * 1_024 * 1_024;

    /// <summary>
    /// Bytes of all REST bodies that are being read at once, 65,536 to 1,099,511,627,776, and at least four times <see cref="MaxRequestBodyBytes"/>.
    /// Default: an eighth of the memory that the process may take, or those four times if they are more. A body takes its buffer, at most twice the
    /// bytes that have come; where there is no room, it is answered with overloaded.
    /// </summary>
    [Range(65_536L, 1_099_511_627_776L)]
    public long? MaxConcurrentBodyBytes { get; set; }
}
