using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Configuration;

/// <summary>Configuration section <c>Batching</c>: how many rows run together.</summary>
public sealed class BatchingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Batching";

    /// <summary>Largest batch in tokens: longest row × rows × beams, 1 to 1,048,576. Default 16,384. A longer row runs alone.</summary>
    [Range(1, 1_048_576)]
    public int MaxBatchTokens { get; set; } = 16_384;

    /// <summary>
    /// Largest batch in tokens that a translation may have to keep in its cache: longest possible output × rows × beams, 1 to 16,777,216.
    /// Default 65,536. A longer row runs alone. Where memory is short, batches are smaller.
    /// </summary>
    [Range(1, 16_777_216)]
    public int MaxDecoderTokens { get; set; } = 65_536;

    /// <summary>Largest batch in rows, 1 to 1,024. Default 64.</summary>
    [Range(1, 1_024)]
    public int MaxBatchRows { get; set; } = 64;

    /// <summary>
    /// How long a row waits for others to join its batch while its model is busy and a run slot is free, 0 to 1 s. Default 0: while all
    /// slots are taken, rows gather by themselves. An idle model runs what there is at once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan MaxQueueDelay { get; set; }

    /// <summary>
    /// Rows (texts, or sentences of long ones) that may wait for one variant, 1 to 10,000,000. Default 16,384. More are refused with
    /// overloaded and a Retry-After that is computed from how fast the queue empties. Shared among callers: one has at most three quarters
    /// of it, its large requests half.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxQueuedRows { get; set; } = 16_384;

    /// <summary>
    /// Work that may wait for one variant: rows × beams × tokens (read and expected to be written), 1 to 1,000,000,000,000. Default
    /// 4,194,304. More is refused with overloaded. Shared among callers as <see cref="MaxQueuedRows"/> is.
    /// </summary>
    [Range(1L, 1_000_000_000_000L)]
    public long MaxQueuedTokens { get; set; } = 4_194_304;

    /// <summary>
    /// Largest batch in rows of a teacher in shadow mode, 1 to 1,024. Default 4: the teacher gives its run slot back soon.
    /// </summary>
    [Range(1, 1_024)]
    public int MaxShadowBatchRows { get; set; } = 4;
}

/// <summary>Checks the ranges of <see cref="BatchingOptions"/>; the code is generated from their attributes.</summary>
[OptionsValidator]
internal sealed partial class BatchingOptionsValidator : IValidateOptions<BatchingOptions>;
