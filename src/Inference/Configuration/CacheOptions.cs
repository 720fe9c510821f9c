using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Configuration;

/// <summary>Configuration section <c>Cache</c>: which answers are kept, where and for how long.</summary>
public sealed class CacheOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cache";

    private const int LeastSecret = 16;

    /// <summary>
    /// Whether translations and classifications are kept, so that an equal text with equal options is answered without running the model.
    /// Default true.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Bytes of kept answers in memory, 0 to 1,099,511,627,776. Default 67,108,864 (64 MiB), but at most an eighth of .NET's heap. When it is
    /// full, answers that were not used for longest are dropped.
    /// </summary>
    [Range(0L, 1L << 40)]
    public long MaxBytes { get; set; } = 64 << 20;

    /// <summary>How long an answer is kept, 1 s to 30 days. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Expiration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether callers get one another's kept answers. Default false: how fast an answer comes would tell a caller what others asked.
    /// </summary>
    public bool Shared { get; set; }

    /// <summary>
    /// The Redis server that keeps answers for all replicas, as a connection string of StackExchange.Redis, e.g.
    /// <c>redis:6379,password=…</c>. Default none: each replica keeps its own.
    /// </summary>
    public string? Redis { get; set; }

    /// <summary>
    /// The secret that keys in <see cref="Redis"/> are hashed with, at least 16 characters; the same for all replicas. Required with Redis.
    /// Default none: each process makes its own.
    /// </summary>
    [MinLength(LeastSecret)]
    public string? Secret { get; set; }
}

/// <summary>Checks the ranges of <see cref="CacheOptions"/>; the code is generated from their attributes.</summary>
[OptionsValidator]
internal sealed partial class CacheOptionsValidator : IValidateOptions<CacheOptions>;
