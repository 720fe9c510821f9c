using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Access</c>: who may call, how often, and what the server accepts from its callers.</summary>
public sealed class AccessOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Access";

    /// <summary>The largest <see cref="MaxRequestBodyBytes"/>: 256 MiB.</summary>
    public const long LargestMaxRequestBodyBytes = 268_435_456;

    /// <summary>
    /// The least ratio of <see cref="MaxConcurrentBodyBytes"/> to <see cref="MaxRequestBodyBytes"/>: while a buffer grows, its old and its
    /// new copy exist at once.
    /// </summary>
    internal const int LargestBodies = 4;

    /// <summary>Stands for all origins.</summary>
    internal const string AnyOrigin = "*";

    // AccessPartsValidator checks these and the limits, and names their keys in full.
#pragma warning disable SYSLIB1212, SYSLIB1213
    /// <summary>The keys; the command <c>keys new</c> makes one. Default none: calls need no key, and admin calls are forbidden.</summary>
    public IList<AccessKeyOptions> Keys { get; } = [];

    /// <summary>
    /// Addresses of proxies whose <c>X-Forwarded-For</c> is trusted, each an IP address or a network (<c>10.0.0.0/8</c>). Default none: all
    /// callers without a key behind a proxy count as one caller. Name only proxies that set the header or append to it.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>
    /// Origins of web pages that browsers let call this server (CORS), such as <c>https://app.example.org</c>; <c>*</c> means all. Default
    /// none: pages of other sites cannot read its answers. Browsers ask without a key, and send none by themselves: a page sends it in a
    /// header.
    /// </summary>
    public IList<string> CorsOrigins { get; } = [];

    /// <summary>What the server accepts from a connection.</summary>
    public AccessLimitsOptions Limits { get; set; } = new();
#pragma warning restore SYSLIB1212, SYSLIB1213

    /// <summary>
    /// Whether calls without a key are answered as a caller's even if there are keys, and whether the server starts on an address that
    /// other machines reach even if there are no keys. Default false.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Whether <c>/metrics</c> needs no key. Default false: it needs a key if calls need one.</summary>
    public bool OpenMetrics { get; set; }

    /// <summary>
    /// Whether <c>/swagger</c> needs no key. Default false: it needs a key if calls need one, and a browser does not show it then.
    /// </summary>
    public bool OpenSwagger { get; set; }

    /// <summary>
    /// Calls a minute with a wrong key from one IPv4 address or one /64 network of IPv6, 1 to 1,000,000. Default 60. More are refused with
    /// overloaded and a Retry-After.
    /// </summary>
    [Range(1, 1_000_000)]
    public int WrongKeysPerMinute { get; set; } = 60;

    /// <summary>
    /// PEM file with the certificates of the authority that signs clients' certificates. With it, every TLS endpoint requires a certificate
    /// that this authority signed. Default none: TLS endpoints ask for no certificate unless Kestrel's own configuration says so.
    /// </summary>
    public string? ClientAuthority
    {
        get;
        set => field = value is "" ? null : value; // an environment variable that is set to nothing
    }

    /// <summary>
    /// Largest REST body or gRPC message in bytes, 1 KiB to 256 MiB. Default 4 MiB. A larger one is refused with inputTooLarge.
    /// </summary>
    [Range(1_024L, LargestMaxRequestBodyBytes)]
    public long MaxRequestBodyBytes { get; set; } = 4 * 1_024 * 1_024;

    /// <summary>
    /// Bytes of all REST bodies that are being read at once, 64 KiB to 1 TiB. It must be at least 4 × <see cref="MaxRequestBodyBytes"/>.
    /// Default: an eighth of the memory that the process may take, or 4 × <see cref="MaxRequestBodyBytes"/> if that is more. A body counts
    /// with its buffer, at most twice the bytes that have arrived. Where there is no room, a body is refused with overloaded.
    /// </summary>
    [Range(65_536L, 1_099_511_627_776L)]
    public long? MaxConcurrentBodyBytes { get; set; }

    /// <summary>Whether pages of an origin may call this server.</summary>
    internal bool AllowsOrigin(string origin) => CorsOrigins.Contains(AnyOrigin) || CorsOrigins.Contains(origin);
}

/// <summary>Checks <see cref="AccessOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class AccessOptionsValidator : IValidateOptions<AccessOptions>;
