using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Shadow.Configuration;

/// <summary>Configuration section <c>Shadow:Teacher</c>: how a teacher on another server is asked, one pipeline for each address.</summary>
public sealed class ShadowTeacherOptions
{
    /// <summary>The key to send to the other server. Default none. It is sent to every address that a model.json names.</summary>
    public string? Key
    {
        get;
        set => field = value is "" ? null : value; // an environment variable that is set to nothing
    }

    /// <summary>How long one attempt may take, 10 ms to 10 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Retries after a failure that may be temporary (UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED, a timeout), 0 to 10. Default 2.
    /// </summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 2;

    /// <summary>Time before the first retry, doubled for each further one, with jitter, 1 ms to 1 min. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Share of failed attempts at which the circuit breaker opens, above 0 to 1. Default 0.5.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>
    /// Attempts within <see cref="SamplingDuration"/> below which the circuit breaker does not open, 2 to 10,000. Default 5.
    /// </summary>
    [Range(2, 10_000)]
    public int MinimumThroughput { get; set; } = 5;

    /// <summary>The time over which the circuit breaker counts attempts, 500 ms to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the circuit breaker stays open before one attempt tests the teacher again, 500 ms to 1 h. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Calls to one address at once, over all models: of comparisons, and as many more of cascades, 1 to 1,000. Default 4.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentCalls { get; set; } = 4;
}

/// <summary>Checks <see cref="ShadowTeacherOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShadowTeacherOptionsValidator : IValidateOptions<ShadowTeacherOptions>;
