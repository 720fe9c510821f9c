using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using IPNetwork = System.Net.IPNetwork;

namespace TransformerService.Api.Access;

/// <summary>Reads callers' addresses from the configured proxies, and from no others.</summary>
internal static class TrustedProxies
{
    private const int BitsOfIPv4 = 32,
        BitsOfIPv6 = 128;

    public static void Configure(ForwardedHeadersOptions forwarded, IOptions<AccessOptions> access)
    {
        forwarded.KnownIPNetworks.Clear(); // ASP.NET trusts loopback by default
        forwarded.KnownProxies.Clear();
        forwarded.ForwardLimit = null; // from the last address on, as long as it is a trusted proxy's
        foreach (var network in Of(access.Value))
        {
            forwarded.KnownIPNetworks.Add(network);
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        }
    }

    /// <summary>The proxies of the configuration.</summary>
    public static IPNetwork[] Of(AccessOptions access) => [.. access.TrustedProxies.Select(Parse).OfType<IPNetwork>()];

    /// <summary>An address or a network; <see langword="null"/> if it is neither.</summary>
    public static IPNetwork? Parse(string proxy) =>
        IPAddress.TryParse(proxy, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length == 4 ? BitsOfIPv4 : BitsOfIPv6)
        : IPNetwork.TryParse(proxy, out var network) ? network
        : null;
}
