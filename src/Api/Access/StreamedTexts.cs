using TransformerService.Models.Errors;

namespace TransformerService.Api.Access;

/// <summary>Counts each text of a stream as a request, by the key's rate. The first text counts as the call itself.</summary>
internal sealed class StreamedTexts(CallLimits limits)
{
    /// <summary>Counts one more text of a call.</summary>
    /// <exception cref="InferenceException">The key exceeds its rate.</exception>
    public void Count(HttpContext context)
    {
        using var lease = limits.Count(context);
        if (!lease.IsAcquired)
        {
            throw new InferenceException(InferenceError.Overloaded, CallLimits.Describe(context))
            {
                RetryAfter = CallLimits.RetryAfter(lease),
            };
        }
    }
}
