using System.ComponentModel.DataAnnotations;

namespace TransformerService.Shadow.Configuration;

/// <summary>Configuration section <c>Shadow:Teacher</c>: how a teacher on another server is asked, one pipeline for each address.</summary>
public sealed class ShadowTeacherOptions
{
    /// <summary>The key that the other server asks of its callers. Default none. It goes to every address that a model.json names.</summary>
    public string? Key
    {
        get;
        set => field = value is "" ? null : value; // an environment variable that is set to nothing
    }

    /// <summary>How long one attempt may take, 10 ms to 10 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts after the first, for failures that may pass (UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED, a timeout), 0 to 10. Default 2.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 2;

    /// <summary>Time before the first further attempt, doubled for each more and spread by chance, 1 ms to 1 min. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Share of failed attempts from which on the teacher is left alone, above 0 to 1. Default 0.5.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Attempts within <see cref="SamplingDuration"/> below which the share says nothing, 2 to 10,000. Default 5.</summary>
    [Range(2, 10_000)]
    public int MinimumThroughput { get; set; } = 5;

    /// <summary>Over which time attempts are counted, 500 ms to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the teacher is left alone before one attempt tries it again, 500 ms to 1 h. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Calls to one address at once, over all models, 1 to 1,000. Default 4.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentCalls { get; set; } = 4;
}
