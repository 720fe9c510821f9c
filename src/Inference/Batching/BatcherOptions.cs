using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;

namespace TransformerService.Inference.Batching;

/// <summary>A batcher's limits.</summary>
/// <param name="Limits">How large a batch may be.</param>
/// <param name="MaxQueueDelay">How long a row is held back for others to join it.</param>
/// <param name="MaxQueuedRows">The maximum number of waiting rows.</param>
internal sealed record BatcherOptions(BatchLimits Limits, TimeSpan MaxQueueDelay, int MaxQueuedRows)
{
    /// <summary>The maximum waiting work, in beams × tokens.</summary>
    public long MaxQueuedTokens { get; init; } = long.MaxValue;

    /// <summary>The priority when run slots are scarce.</summary>
    public RunPriority Priority { get; init; } = RunPriority.Normal;

    /// <summary>Creates the limits from the configuration.</summary>
    public static BatcherOptions Of(BatchingOptions options) =>
        new(BatchLimits.Of(options), options.MaxQueueDelay, options.MaxQueuedRows) { MaxQueuedTokens = options.MaxQueuedTokens };

    /// <summary>
    /// Creates the limits for work that no caller waits for: small batches, so that a slot is not held long, and an unlimited queue,
    /// because its only sender limits itself.
    /// </summary>
    public static BatcherOptions InBackground(BatchingOptions options) =>
        Of(options) with
        {
            Limits = BatchLimits.Of(options) with { MaxRows = Math.Min(options.MaxBatchRows, options.MaxShadowBatchRows) },
            MaxQueuedRows = int.MaxValue,
            MaxQueuedTokens = long.MaxValue,
            Priority = RunPriority.Low,
        };
}

/// <summary>How large a batch may be. A row that exceeds a limit by itself runs alone.</summary>
/// <param name="MaxRows">Maximum number of rows.</param>
/// <param name="MaxTokens">Longest row × rows × beams.</param>
/// <param name="MaxDecoderTokens">Maximum of (largest decoder tokens of a row) × rows.</param>
internal sealed record BatchLimits(int MaxRows, int MaxTokens, long MaxDecoderTokens)
{
    /// <summary>
    /// The maximum expected work of its rows together (<see cref="RowCost.Work"/>), which limits how long it holds its slot.
    /// </summary>
    public long MaxWork { get; init; } = long.MaxValue;

    /// <summary>Whether only rows of equal length run together, so that none is padded.</summary>
    public bool EqualLengths { get; init; }

    /// <summary>The memory that a batch may take; <see langword="null"/> if memory is not counted.</summary>
    public BatchMemory? Memory { get; init; }

    /// <summary>Creates the limits from the configuration.</summary>
    public static BatchLimits Of(BatchingOptions options) => new(options.MaxBatchRows, options.MaxBatchTokens, options.MaxDecoderTokens);
}
