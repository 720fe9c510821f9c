using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;

namespace TransformerService.Inference.Batching;

/// <summary>A batcher's limits.</summary>
/// <param name="Limits">How large a batch may be.</param>
/// <param name="MaxQueueDelay">How long a row is held back for others to join it.</param>
/// <param name="MaxQueuedRows">Rows that may wait.</param>
internal sealed record BatcherOptions(BatchLimits Limits, TimeSpan MaxQueueDelay, int MaxQueuedRows)
{
    /// <summary>Work that may wait, in beams × tokens.</summary>
    public long MaxQueuedTokens { get; init; } = long.MaxValue;

    /// <summary>Who goes first where the slots are short.</summary>
    public RunPriority Priority { get; init; } = RunPriority.Normal;

    /// <summary>Those of the configuration.</summary>
    public static BatcherOptions Of(BatchingOptions options) => new(BatchLimits.Of(options), options.MaxQueueDelay, options.MaxQueuedRows) { MaxQueuedTokens = options.MaxQueuedTokens };

    /// <summary>Those of work that nobody waits for: small batches, so that a slot is not held long, and a queue that its one sender bounds itself.</summary>
    public static BatcherOptions InBackground(BatchingOptions options) => Of(options) with
    {
        Limits = BatchLimits.Of(options) with { MaxRows = Math.Min(options.MaxBatchRows, options.MaxShadowBatchRows) },
        MaxQueuedRows = int.MaxValue,
        MaxQueuedTokens = long.MaxValue,
        Priority = RunPriority.Low,
    };
}

/// <summary>How large a batch may be. A row that is over a limit by itself runs alone.</summary>
/// <param name="MaxRows">Rows.</param>
/// <param name="MaxTokens">Longest row × rows × beams.</param>
/// <param name="MaxDecoderTokens">What the costliest row may have to remember × rows.</param>
internal sealed record BatchLimits(int MaxRows, int MaxTokens, long MaxDecoderTokens)
{
    /// <summary>What its rows are expected to take together (<see cref="RowCost.Work"/>): how long it holds its slot.</summary>
    public long MaxWork { get; init; } = long.MaxValue;

    /// <summary>Whether rows run together only where they are equally long, so that none is padded.</summary>
    public bool EqualLengths { get; init; }

    /// <summary>What a batch may take of the memory; <see langword="null"/> where that is not counted.</summary>
    public BatchMemory? Memory { get; init; }

    /// <summary>Those of the configuration.</summary>
    public static BatchLimits Of(BatchingOptions options) => new(options.MaxBatchRows, options.MaxBatchTokens, options.MaxDecoderTokens);
}
