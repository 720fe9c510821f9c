using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using TransformerService.Inference.Usage;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Access;

/// <summary>Identifies callers: by their key, otherwise by their address.</summary>
internal static class Callers
{
    // A client with one IPv6 address usually owns all addresses of its /64 network (RFC 6177).
    private const int NetworkBytes = 8;

    private static readonly object LastOfConnection = new();

    /// <summary>Returns a request with its caller, the time that the caller allows, and its use of kept answers.</summary>
    public static TRequest From<TRequest>(this TRequest request, HttpContext context, TimeSpan? timeout)
        where TRequest : InferenceRequest =>
        (TRequest)((InferenceRequest)request with { Timeout = timeout, Caller = Of(context), Cache = CacheOf(context.Request) });

    /// <summary>Returns the name under which the usage of a request's caller is counted.</summary>
    public static string UsageKey(HttpContext context) => context.Features.Get<AccessKey>()?.Name ?? UsageCounter.Anonymous;

    /// <summary>Returns who sent a request.</summary>
    public static RequestCaller Of(HttpContext context)
    {
        // Most calls of a connection come from one caller, so its name is built once. Streams of one connection may race here; either
        // result is right.
        var (key, address) = (context.Features.Get<AccessKey>(), context.Connection.RemoteIpAddress);
        var items = context.Features.Get<IConnectionItemsFeature>()?.Items;
        lock (items ?? LastOfConnection)
        {
            if (
                items?.TryGetValue(LastOfConnection, out var kept) == true
                && kept is Known known
                && known.Key == key
                && Equals(known.Address, address)
            )
            {
                return known.Caller;
            }

            var caller = new RequestCaller(key is null ? "address " + Network(address) : "key " + key.Name, context.Connection.Id)
            {
                Key = key?.Name,
            };
            items?[LastOfConnection] = new Known(key, address, caller);
            return caller;
        }
    }

    /// <summary>An IPv4 address, or the /64 network of an IPv6 address.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.MapToIPv4().ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }

    /// <summary>What a request's Cache-Control says (RFC 9111, section 5.2.1); a header that cannot be read says nothing.</summary>
    private static CacheUse CacheOf(HttpRequest request)
    {
        // Most requests have none, and gRPC sends it as metadata of the same name.
        if (request.Headers.CacheControl.Count == 0)
        {
            return CacheUse.Allowed;
        }

        return request.GetTypedHeaders().CacheControl is not { } said
            ? request.Headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase)
                ? CacheUse.None
                : CacheUse.Allowed
            : said.NoStore
                ? CacheUse.None
                : said.NoCache
                    ? CacheUse.Refresh
                    : CacheUse.Allowed;
    }

    private sealed record Known(AccessKey? Key, IPAddress? Address, RequestCaller Caller);
}
