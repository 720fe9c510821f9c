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
/// their own, so that a flood of them takes nothing from valid callers at the same address. The framework's own middleware for rate limits
/// never disposes its limiters, whose timers then keep a stopped server in memory.
/// </summary>
internal sealed class CallLimits : IDisposable
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

    private readonly PartitionedRateLimiter<HttpContext> _calls;
    private readonly Dictionary<string, PartitionedRateLimiter<HttpContext>> _reads = new()
    {
        [StoreReads] = AtOnce(new ConcurrencyLimiterOptions { PermitLimit = MostReads, QueueLimit = MostWaitingReads }),
        [LiveReads] = AtOnce(new ConcurrencyLimiterOptions { PermitLimit = MostLiveReads, QueueLimit = 0 }),
    };

    public CallLimits(IOptions<AccessOptions> access)
    {
        var wrongKeysPerMinute = access.Value.WrongKeysPerMinute;
        _calls = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.Features.Get<WrongKey>() is not null
                ? Bucket("address " + Callers.Network(context.Connection.RemoteIpAddress), wrongKeysPerMinute)
            : context.Features.Get<AccessKey>() is { RequestsPerMinute: { } limit } key ? Bucket("key " + key.Name, limit)
            : RateLimitPartition.GetNoLimiter("")
        );
    }

    /// <summary>
    /// Passes a call on when no limit forbids it; otherwise refuses it. Limits of an endpoint stand in its
    /// <see cref="EnableRateLimitingAttribute"/>.
    /// </summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        using var call = Count(context);
        if (!call.IsAcquired)
        {
            await RefuseAsync(context, Describe(context), RetryAfter(call));
            return;
        }

        var policy = context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName;
        using var read = policy is null ? null : await _reads[policy].AcquireAsync(context, 1, context.RequestAborted);
        if (read is { IsAcquired: false })
        {
            await RefuseAsync(context, DescribeReads(policy), AfterReads);
            return;
        }

        await next(context);
    }

    /// <summary>Counts one request of a caller.</summary>
    public RateLimitLease Count(HttpContext context) => _calls.AttemptAcquire(context);

    public void Dispose()
    {
        _calls.Dispose();
        foreach (var reads in _reads.Values)
        {
            reads.Dispose();
        }
    }

    private static PartitionedRateLimiter<HttpContext> AtOnce(ConcurrencyLimiterOptions limits) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetConcurrencyLimiter(Callers.Of(context).Name, _ => limits)
        );

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

    private static string DescribeReads(string? policy) =>
        policy == LiveReads
            ? $"This caller reads {MostLiveReads} live streams at once; end one before asking for another."
            : $"This caller reads shadow reports or disagreements {MostReads + MostWaitingReads} times at once; wait for answers before asking again.";

    private static Task RefuseAsync(HttpContext context, string message, TimeSpan? retryAfter) =>
        Refusal.WriteAsync(context, new Failure(InferenceError.Overloaded, message) { RetryAfter = retryAfter });
}
