using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Access;

/// <summary>Counts the texts of streams as requests, by the key's rate. The first one is the call itself, which has been counted.</summary>
internal sealed class StreamedTexts(IOptions<RateLimiterOptions> limiter)
{
    /// <summary>Counts one more text of a call.</summary>
    /// <exception cref="InferenceException">The key has made all the requests that it may make now.</exception>
    public void Count(HttpContext context)
    {
        using var lease = limiter.Value.GlobalLimiter?.AttemptAcquire(context);
        if (lease is { IsAcquired: false })
            throw new InferenceException(InferenceError.Overloaded, CallLimits.Describe(context)) { RetryAfter = CallLimits.RetryAfter(lease) };
    }
}
