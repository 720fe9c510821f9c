using TransformerService.Inference.Hosting;

namespace TransformerService.Inference.Batching;

/// <summary>A batcher's limits.</summary>
/// <param name="Limits">How large a batch may be.</param>
/// <param name="MaxQueueDelay">How long a row is held back for others to join it.</param>
/// <param name="MaxQueuedRows">Rows that may wait.</param>
internal sealed record BatcherOptions(BatchLimits Limits, TimeSpan MaxQueueDelay, int MaxQueuedRows)
{
    /// <summary>Those of the configuration.</summary>
    public static BatcherOptions Of(BatchingOptions options) => new(BatchLimits.Of(options), options.MaxQueueDelay, options.MaxQueuedRows);
}
