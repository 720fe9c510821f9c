using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using TransformerService.Api.Errors;
using TransformerService.Api.Grpc;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Access;

/// <summary>
/// How often a key may call, and how often an address may send wrong keys: a bucket for each, filled evenly. Wrong keys have their own, so that
/// who floods the server with them takes nothing from callers at the same address.
/// </summary>
internal static class CallLimits
{
    // Whoever has an IPv6 address has as a rule all of its network's (RFC 6177).
    private const int NetworkBytes = 8;

    public static void Configure(RateLimiterOptions limiter, IOptions<AccessOptions> access)
    {
        var wrongKeysPerMinute = access.Value.WrongKeysPerMinute;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.Features.Get<WrongKey>() is not null ? Bucket("address " + Network(context.Connection.RemoteIpAddress), wrongKeysPerMinute)
            : context.Features.Get<AccessKey>() is { RequestsPerMinute: { } limit } key ? Bucket("key " + key.Name, limit)
            : RateLimitPartition.GetNoLimiter(""));
        limiter.OnRejected = static (rejected, _) => new ValueTask(RefuseAsync(rejected));
    }

    /// <summary>An IPv4 address, or the /64 network of an IPv6 address.</summary>
    internal static string Network(IPAddress? address)
    {
        if (address is null)
            return "";

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.MapToIPv4().ToString();

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }

    private static RateLimitPartition<string> Bucket(string partition, int perMinute) => RateLimitPartition.GetTokenBucketLimiter(partition, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = perMinute,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
    });

    private static Task RefuseAsync(OnRejectedContext rejected)
    {
        var detail = rejected.HttpContext.Features.Get<AccessKey>() is { RequestsPerMinute: { } limit }
            ? string.Create(CultureInfo.InvariantCulture, $"This key may make {limit} requests a minute; send fewer, or ask for more (RequestsPerMinute of the key in Access:Keys).")
            : "Too many calls with a wrong key came from this address; send a right one.";
        return Refusal.WriteAsync(rejected.HttpContext, new Failure(InferenceError.Overloaded, detail)
        {
            RetryAfter = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : null,
        });
    }
}
