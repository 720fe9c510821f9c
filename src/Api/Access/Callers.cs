using System.Net;
using System.Net.Sockets;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Access;

/// <summary>Tells callers apart: by their key, otherwise by their address.</summary>
internal static class Callers
{
    // Whoever has an IPv6 address has as a rule all of its network's (RFC 6177).
    private const int NetworkBytes = 8;

    /// <summary>Who sent a request.</summary>
    public static RequestCaller Of(HttpContext context) => new(
        context.Features.Get<AccessKey>() is { } key ? "key " + key.Name : "address " + Network(context.Connection.RemoteIpAddress), context.Connection.Id);

    /// <summary>An IPv4 address, or the /64 network of an IPv6 address.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null)
            return "";

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.MapToIPv4().ToString();

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }
}
