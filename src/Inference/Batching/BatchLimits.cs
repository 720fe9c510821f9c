using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;

namespace TransformerService.Inference.Batching;

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
