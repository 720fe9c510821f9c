using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Api.Errors;
using TransformerService.Api.Ports;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Access;

/// <summary>
/// Limits how often a key may call, and how often an address may send wrong keys: one token bucket for each. Wrong keys have buckets of
/// their own, so that a flood of them takes nothing from valid callers at the same address.
/// </summary>
internal static class CallLimits
{
    /// <summary>The policy of calls that read the shadow store: a report over months takes as long as many translations.</summary>
    public const string StoreReads = "store reads";

    /// <summary>The policy of streams of what the server does: each holds a connection.</summary>
    public const string LiveReads = "live reads";

    /// <summary>Streams of one caller at once.</summary>
    private const int MostLiveReads = 8;

    /// <summary>Reads of one caller at once, and further ones that wait.</summary>
    private const int MostReads = 4,
        MostWaitingReads = 16;

    private static readonly TimeSpan AfterReads = TimeSpan.FromSeconds(1);

    public static void Configure(RateLimiterOptions limiter, IOptions<AccessOptions> access)
    {
        var wrongKeysPerMinute = access.Value.WrongKeysPerMinute;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.Features.Get<WrongKey>() is not null
                ? Bucket("address " + Callers.Network(context.Connection.RemoteIpAddress), wrongKeysPerMinute)
            : context.Features.Get<AccessKey>() is { RequestsPerMinute: { } limit } key ? Bucket("key " + key.Name, limit)
            : RateLimitPartition.GetNoLimiter("")
        );
        limiter.AddPolicy(
            StoreReads,
            static context =>
                RateLimitPartition.GetConcurrencyLimiter(
                    Callers.Of(context).Name,
                    static _ => new ConcurrencyLimiterOptions { PermitLimit = MostReads, QueueLimit = MostWaitingReads }
                )
        );
        limiter.AddPolicy(
            LiveReads,
            static context =>
                RateLimitPartition.GetConcurrencyLimiter(
                    Callers.Of(context).Name,
                    static _ => new ConcurrencyLimiterOptions { PermitLimit = MostLiveReads, QueueLimit = 0 }
                )
        );
        limiter.OnRejected = static (rejected, _) => new ValueTask(RefuseAsync(rejected));
    }

    private static RateLimitPartition<string> Bucket(string partition, int perMinute) =>
        RateLimitPartition.GetTokenBucketLimiter(
            partition,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = perMinute,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
            }
        );

    /// <summary>Describes the limit that a call exceeds.</summary>
    internal static string Describe(HttpContext context) =>
        context.Features.Get<AccessKey>() is { RequestsPerMinute: { } limit }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"This key may make {limit} requests a minute; send fewer, or ask for more (RequestsPerMinute of the key in Access:Keys)."
            )
            : "Too many calls with a wrong key came from this address; send a valid one.";

    /// <summary>How long to wait before the next call.</summary>
    internal static TimeSpan? RetryAfter(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : null;

    private static Task RefuseAsync(OnRejectedContext rejected)
    {
        // Only limits of calls at once have a reason phrase.
        var failure = rejected.Lease.TryGetMetadata(MetadataName.ReasonPhrase, out _)
            ? new Failure(
                InferenceError.Overloaded,
                rejected.HttpContext.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == LiveReads
                    ? $"This caller reads {MostLiveReads} live streams at once; end one before asking for another."
                    : $"This caller reads shadow reports or disagreements {MostReads + MostWaitingReads} times at once; wait for answers before asking again."
            )
            {
                RetryAfter = AfterReads,
            }
            : new Failure(InferenceError.Overloaded, Describe(rejected.HttpContext)) { RetryAfter = RetryAfter(rejected.Lease) };
        return Refusal.WriteAsync(rejected.HttpContext, failure);
    }
}
