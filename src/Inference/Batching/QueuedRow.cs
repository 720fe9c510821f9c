namespace TransformerService.Inference.Batching;

/// <summary>A row that waits or runs.</summary>
internal sealed class QueuedRow<TRow, TResult>(BatchRequest<TRow, TResult> request, int index, TRow value, RowCost cost)
{
    /// <summary>Its request.</summary>
    public BatchRequest<TRow, TResult> Request => request;

    /// <summary>Its index in the request.</summary>
    public int Index => index;

    /// <summary>The model's input.</summary>
    public TRow Value => value;

    /// <summary>Its cost.</summary>
    public RowCost Cost => cost;

    /// <summary>
    /// Its turn among its caller's rows, measured in the work that each of the caller's requests would have received by then; set when it
    /// is queued.
    /// </summary>
    public double Turn { get; set; }

    /// <summary>Orders rows of the same turn, the earlier first; set when it is queued.</summary>
    public long Number { get; set; }
}

/// <summary>The cost of a row, in its batch and in the model.</summary>
/// <param name="Length">Tokens that the model reads.</param>
/// <param name="Width">The number of rows it becomes in the model: the beams of a translation, otherwise 1.</param>
/// <param name="DecoderTokens">Tokens that a decoder may have to cache for it, over all its beams; 0 without a decoder.</param>
internal readonly record struct RowCost(int Length, int Width = 1, long DecoderTokens = 0)
{
    private readonly long? _work;

    /// <summary>
    /// The expected work in beams × tokens, read and written; at least 1. Default: the maximum work. The request is charged with it.
    /// </summary>
    public long Work
    {
        get => _work ?? Math.Max(1, ((long)Length * Width) + DecoderTokens);
        init => _work = value;
    }

    /// <summary>The positions of the decoder that are computed at once; 0 where they are computed one by one.</summary>
    public int Positions { get; init; }

    /// <summary>
    /// Whether it may take far longer than a row with the model's own settings, so that no small request should wait for it.
    /// </summary>
    public bool IsDear { get; init; }
}
